package server

import (
	"context"
	"testing"
)

// FlushEmpties writes what was searched for in vain to the database.
func (s *Server) FlushEmpties(t *testing.T) {
	t.Helper()
	s.empties.flush(context.Background())
}
