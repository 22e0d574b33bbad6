package embedded

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
)

const (
	writeTimeout = 30 * time.Second // until a step that is not on disk is an error; bleve goes on trying
	lookEvery    = 20 * time.Millisecond
	retryWait    = time.Second
)

// volume is a bleve index in which a step counts when it is on disk. bleve's own waiting for that cannot be used: after a
// write that fails, such as on a full disk, it closes documents that its snapshot still holds (v2.6.1, Scorch.Batch), and the next
// search ends the process. So it is told not to wait, and says by a callback when it has written.
type volume struct {
	bleve.Index
	mu      sync.Mutex
	written chan struct{} // of the last step, closed when it is on disk; nil before the first
}

// failures holds, by the path of an index, what bleve could last not write; it has no other place to say so. hook is the name
// under which bleve knows who is to be told.
var failures sync.Map

const hook = "shopclerk"

// listen lets bleve tell what it cannot write, and wait a moment then, for it tries again at once and without end.
var listen = sync.OnceFunc(func() {
	scorch.RegistryAsyncErrorCallbacks[hook] = func(err error, path string) {
		failures.Store(path, err)
		time.Sleep(retryWait)
	}
})

func bleveConfig() map[string]any {
	listen()
	return map[string]any{"asyncErrorCallbackName": hook, "unsafe_batch": true}
}

func createVolume(path string, m mapping.IndexMapping) (*volume, error) {
	index, err := bleve.NewUsing(path, m, bleve.Config.DefaultIndexType, bleve.Config.DefaultKVStore, bleveConfig())
	if err != nil {
		return nil, err
	}
	return &volume{Index: index}, nil
}

func openVolume(path string) (*volume, error) {
	index, err := bleve.OpenUsing(path, bleveConfig())
	if err != nil {
		return nil, err
	}
	return &volume{Index: index}, nil
}

// commit makes a batch and waits until it is on disk. After an error it can be found already, and bleve writes it as soon as
// that is possible; the next commit waits for it first.
func (v *volume) commit(ctx context.Context, batch *bleve.Batch) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.written != nil {
		if err := v.wait(ctx); err != nil {
			return err
		}
	}
	written := make(chan struct{})
	batch.SetPersistedCallback(func(error) { close(written) }) // called once, when it is done
	if err := v.Batch(batch); err != nil {
		return err
	}
	v.written = written
	return v.wait(ctx)
}

func (v *volume) wait(ctx context.Context) error {
	path := filepath.Join(v.Name(), "store")
	failures.Delete(path)
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	late := time.After(writeTimeout)
	for {
		select {
		case <-v.written:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-late:
			return fmt.Errorf("the index is not written within %s", writeTimeout)
		case <-look.C:
			if err, failed := failures.Load(path); failed {
				return fmt.Errorf("the index cannot be written: %w", err.(error))
			}
		}
	}
}

// setInternal keeps a note in the index.
func (v *volume) setInternal(ctx context.Context, key, value []byte) error {
	batch := v.NewBatch()
	batch.SetInternal(key, value)
	return v.commit(ctx, batch)
}
