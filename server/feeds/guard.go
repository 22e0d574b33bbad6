package feeds

import (
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"strings"
)

// guarded does something that reads what others wrote. A mistake of ours there is an error like any other, and no end of the
// process, which would meet the same thing again after its start.
func guarded(do func() error) (err error) {
	defer func() {
		if recover() != nil { // what it says could quote a body
			err = fmt.Errorf("%w: the program panicked at %s", ErrUnreadable, panicked())
		}
	}()
	return do()
}

const (
	module    = "shopclerk/"
	maxFrames = 256
)

// panicked is the place in the program that a panic came from, such as "server/feeds/abaha/order.go:31", while it is
// recovered.
func panicked() string {
	counters := make([]uintptr, maxFrames)
	frames := runtime.CallersFrames(counters[:runtime.Callers(1, counters)])
	for raised, more := false, true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		name, ours := strings.CutPrefix(f.Function, module)
		if raised && ours {
			dir, file := path.Split(name)
			pkg, _, _ := strings.Cut(file, ".")
			return fmt.Sprintf("%s%s/%s:%d", dir, pkg, filepath.Base(f.File), f.Line)
		}
		raised = raised || f.Function == "runtime.gopanic"
	}
	return "a place that is not known"
}
