package config_test

import (
	"testing"

	"shopclerk/config"
)

func TestLocalURLReachesWhatIsListenedOn(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080", ":8080": "http://127.0.0.1:8080", "0.0.0.0:80": "http://127.0.0.1:80",
		"[::]:8080": "http://127.0.0.1:8080", "clerk.lan:8080": "http://clerk.lan:8080", "[::1]:8080": "http://[::1]:8080",
	} {
		if got := (&config.Config{Listen: listen}).LocalURL(); got != want {
			t.Errorf("%s is reached at %s, want %s", listen, got, want)
		}
	}
}
