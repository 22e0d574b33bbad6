package config_test

import "testing"

func TestRetentionRules(t *testing.T) {
	kept := func(keys string) string {
		return "shops: [{id: main, retention: {" + keys + "}}]"
	}
	const at = "shops[0].retention"
	run(t, []rule{
		{"days have a letter of their own", kept("orders: 400d, uploads: 1d, bodies: 2d"), ""},
		{"hours do as well", kept("orders: 48h, uploads: 36h"), ""},
		{"orders may be kept", kept("orders: 0s"), ""},
		{"orders do not go within a day", kept("orders: 5m"), at + ".orders: must be 0 (kept) or at least 1d"},
		{"uploads do not go within a day", kept("uploads: 1h"), at + ".uploads: must be at least 1d"},
		{"bodies cannot be left out", kept("bodies: 0s"), at + ".bodies: must be at least 1d"},
		{"days are whole", kept("bodies: 1.5d"), at + ".bodies: must be a duration such as 5m or 180s"},
		{"days are not negative", kept("orders: -3d"), at + ".orders: must be a duration such as 5m or 180s"},
	})
}
