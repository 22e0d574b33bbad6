package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"shopclerk/server/feeds"
	"shopclerk/server/web"
)

func (s *Server) settingsPages(g pageGroup) { g.get("/settings", Owner, s.showSettings) }

// settingsPage is what settings.html shows. Nothing in it is a secret.
type settingsPage struct {
	Webhook   string // the address of all bots; "" while public_url is empty
	Bots      []shownBot
	Feeds     []shownSetup
	Health    []healthCheck
	Groups    []settingGroup
	Version   string
	Languages []string
	File      string // of the configuration
}

// shownBot is a bot and what to do in its platform's settings.
type shownBot struct {
	Name, Platform, PageID string
	Secrets                int
}

// shownSetup is a feed and what to type into its platform's settings.
type shownSetup struct {
	ID, Platform, Address string
	Lines                 []setupLine
	Hidden                bool // SecretPathHolder stands in the addresses
}

// setupLine is a line of a feed's own instructions; an indented one is an item of those before it.
type setupLine struct {
	Text string
	Item bool
}

func (s *Server) showSettings(c echo.Context, v *visitor) error {
	config := s.Config()
	page := settingsPage{Version: s.Version, Languages: web.Languages(), File: config.File, Groups: s.settingGroups(v)}
	if config.PublicURL != "" {
		page.Webhook = config.PublicURL + "/webhook"
	}
	for i, b := range v.Shop.Bots {
		page.Bots = append(page.Bots, shownBot{botName(v.Shop.Bots, i), b.Platform, b.PageID, len(b.Secrets)})
	}
	for _, source := range s.sourcesOf(v.Shop.ID) {
		page.Feeds = append(page.Feeds, shownSetupOf(source, config.PublicURL))
	}
	page.Health = s.healthChecks(c.Request().Context(), v)
	return s.render(c, v, http.StatusOK, "settings", page)
}

// shownSetupOf are the instructions of a feed; without a public address there are none to paste.
func shownSetupOf(source feeds.Source, public string) shownSetup {
	f := shownSetup{ID: source.Config.ID, Platform: source.Config.Platform}
	if public == "" {
		return f
	}
	f.Address = ShownAddress(source, public)
	f.Hidden = strings.Contains(f.Address, SecretPathHolder)
	if source.Setup == nil {
		return f
	}
	for _, line := range source.Setup(f.Address) {
		text := strings.TrimLeft(line, " ")
		f.Lines = append(f.Lines, setupLine{text, text != line})
	}
	return f
}
