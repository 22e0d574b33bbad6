package server

import (
	"context"
	"errors"
	"os"
	"time"

	"shopclerk/server/feeds"
)

// maxClockSkew is how far the clocks of this machine and of the database may be apart.
const maxClockSkew = 5 * time.Second

// healthCheck is one thing that answers depend on.
type healthCheck struct {
	Name, State, Text string // the state is "ok", "warn" or "bad"
}

// healthChecks look at what /readyz looks at, and at what `shopclerk doctor` finds out quickly.
func (s *Server) healthChecks(ctx context.Context, v *visitor) []healthCheck {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	list := []healthCheck{s.databaseCheck(ctx, v), s.clockCheck(ctx, v), s.folderCheck(v)}
	for _, shop := range s.Config().Shops {
		list = append(list, s.indexCheck(ctx, v, shop.ID, shop.Name))
	}
	return append(list, s.spoolCheck(v)...)
}

func (s *Server) databaseCheck(ctx context.Context, v *visitor) healthCheck {
	h := healthCheck{v.t("settings.check_database"), "ok", ""}
	version, target, err := s.Store.Versions(ctx)
	switch {
	case err != nil:
		h.State, h.Text = "bad", v.t("settings.database_away")
	case version < target:
		h.State, h.Text = "bad", v.t("settings.database_old", "version", version, "target", target)
	default:
		h.Text = v.t("settings.database_ok", "database", s.Store.Dialect(), "version", version)
	}
	return h
}

func (s *Server) clockCheck(ctx context.Context, v *visitor) healthCheck {
	h := healthCheck{v.t("settings.check_clock"), "ok", v.t("settings.clock_ok")}
	there, err := s.Store.Clock(ctx)
	skew := time.Since(there).Abs()
	switch {
	case err != nil:
		h.State, h.Text = "bad", v.t("settings.database_away")
	case skew > maxClockSkew:
		h.State, h.Text = "bad", v.t("settings.clock_off", "n", int(skew.Seconds()))
	}
	return h
}

// folderCheck tries to write where uploads are kept.
func (s *Server) folderCheck(v *visitor) healthCheck {
	dir := s.Config().DataDir
	h := healthCheck{v.t("settings.check_folder"), "ok", v.t("settings.folder_ok", "folder", dir)}
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		var file *os.File
		if file, err = os.CreateTemp(dir, ".health-*"); err == nil {
			_, err = file.Write(make([]byte, 4096))
			err = errors.Join(err, file.Close(), os.Remove(file.Name()))
		}
	}
	if err != nil {
		h.State, h.Text = "bad", v.t("settings.folder_bad", "folder", dir)
	}
	return h
}

func (s *Server) indexCheck(ctx context.Context, v *visitor, shop, name string) healthCheck {
	state := s.searchState(ctx, shop)
	h := healthCheck{v.t("settings.check_index", "shop", name), "ok", v.t("settings.index_ok", "engine", state.Engine, "n", state.Lag)}
	switch {
	case state.Status == "failing":
		h.State, h.Text = "bad", v.t("settings.index_failing")
	case !state.Built:
		h.State, h.Text = "warn", v.t("settings.index_building")
	case state.Lag > lagAllowed:
		h.State, h.Text = "warn", v.t("settings.index_behind", "n", state.Lag)
	}
	return h
}

// spoolCheck tells of deliveries that are on the disk because the database was away; nothing where there is no feed.
func (s *Server) spoolCheck(v *visitor) []healthCheck {
	if s.Inbox == nil || len(s.Sources()) == 0 {
		return nil
	}
	h := healthCheck{v.t("settings.check_spool"), "ok", v.t("settings.spool_ok")}
	n, err := feeds.Spooled(s.Inbox.Spool)
	switch {
	case err != nil:
		h.State, h.Text = "bad", v.t("settings.spool_bad")
	case n > 0:
		h.State, h.Text = "warn", v.t("settings.spool_waits", "n", n)
	}
	return []healthCheck{h}
}
