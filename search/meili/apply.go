package meili

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"shopclerk/catalog"
	"shopclerk/search"
)

const (
	batchSize = 1000                  // documents of one task
	taskEvery = 10 * time.Millisecond // how often a task is asked after
)

// Apply makes a step and then moves the mark.
func (e *Engine) Apply(ctx context.Context, shop string, step search.Step) error {
	mark, err := e.Mark(ctx, shop)
	if err != nil {
		return err
	}
	if !mark.Built {
		return search.ErrNotBuilt
	}
	uid := e.uid(shop)
	if _, err := e.look(ctx, uid); err != nil { // to write to an index that is not there would make one without settings
		return err
	}
	refused := e.write(ctx, uid, step)
	if err := fatal(refused); err != nil {
		return err
	}
	mark.Position = step.Position
	if err := e.marks.SetMark(ctx, shop, uid, mark); err != nil {
		return err // such as a lost lease, which must not pass for a step that was made
	}
	return refused
}

// fatal is an error other than that single products were refused.
func fatal(err error) error {
	var rejected *search.Rejected
	if errors.As(err, &rejected) {
		return nil
	}
	return err
}

// write makes a step in an index. The error is a *search.Rejected when all the rest is done.
func (e *Engine) write(ctx context.Context, uid string, step search.Step) error {
	rejected := &search.Rejected{Reasons: map[int64]error{}}
	index := e.server.Index(uid)
	for ids := range slices.Chunk(step.Delete, batchSize) {
		names := make([]string, len(ids))
		for i, id := range ids {
			names[i] = strconv.FormatInt(id, 10)
		}
		if err := e.wait(ctx)(index.DeleteDocuments(ctx, names, nil)); err != nil {
			return err
		}
	}
	for products := range slices.Chunk(step.Put, batchSize) {
		if err := e.put(ctx, index, products, rejected); err != nil {
			return err
		}
	}
	if len(rejected.Reasons) > 0 {
		return rejected
	}
	return nil
}

// put adds products. When they are refused, each half is tried by itself, down to the one that is at fault.
func (e *Engine) put(ctx context.Context, index meilisearch.IndexManager, products []catalog.Product, rejected *search.Rejected) error {
	docs := make([]document, len(products))
	for i, p := range products {
		docs[i] = newDocument(p)
	}
	id := primaryKey
	err := e.wait(ctx)(index.AddDocuments(ctx, docs, &meilisearch.DocumentOptions{PrimaryKey: &id}))
	switch half := len(products) / 2; {
	case !ofDocuments(err):
		return err
	case half == 0:
		rejected.Reasons[products[0].ID] = err
		return nil
	default:
		if err := e.put(ctx, index, products[:half], rejected); err != nil {
			return err
		}
		return e.put(ctx, index, products[half:], rejected)
	}
}

// ofDocuments reports whether a refusal is for what is in the documents; any other would meet each of them.
func ofDocuments(err error) bool {
	for _, code := range []string{"invalid_document_id", "missing_document_id", "invalid_document_geo_field", "document_fields_limit_reached", "payload_too_large", "malformed_payload", "max_fields_limit_exceeded"} {
		if hasCode(err, code) {
			return true
		}
	}
	return false
}

// wait returns a function that waits for the task that a request began.
func (e *Engine) wait(ctx context.Context) func(*meilisearch.TaskInfo, error) error {
	return func(info *meilisearch.TaskInfo, err error) error {
		if err != nil {
			return failure(err)
		}
		for {
			task, err := e.server.GetTask(ctx, info.TaskUID)
			if err != nil {
				return failure(err)
			}
			switch task.Status {
			case meilisearch.TaskStatusSucceeded:
				return nil
			case meilisearch.TaskStatusFailed:
				return fmt.Errorf("task %d: %w", info.TaskUID, &refusal{Code: string(task.Error.Code), Message: task.Error.Message})
			case meilisearch.TaskStatusCanceled:
				return fmt.Errorf("task %d: %w: it was cancelled", info.TaskUID, ErrRefused)
			case meilisearch.TaskStatusEnqueued, meilisearch.TaskStatusProcessing:
			default:
				return fmt.Errorf("task %d: %w: its status is %q", info.TaskUID, ErrGarbage, task.Status)
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("task %d: %w", info.TaskUID, ctx.Err())
			case <-time.After(taskEvery):
			}
		}
	}
}
