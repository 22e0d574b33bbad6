package feeds

import (
	"math/rand/v2"
	"time"
)

const (
	firstRetry = 5 * time.Second
	lastRetry  = time.Hour
	maxTries   = 15 // within about five hours
)

// retryIn is how long to wait after so many attempts: twice as long each time, give or take a half, so that what failed
// together does not come back together; 0 when it has been tried often enough.
func retryIn(attempts int) time.Duration {
	if attempts >= maxTries {
		return 0
	}
	wait := min(firstRetry<<(attempts-1), lastRetry)
	return wait/2 + rand.N(wait)
}
