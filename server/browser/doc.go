// Package browser holds no code, only tests: they use the admin page as people do, in Chromium, against the real program with the
// sample shop on SQLite. `make browser` runs them, and `make screenshots` writes a picture of every page.
package browser
