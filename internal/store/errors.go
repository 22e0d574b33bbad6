package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	mysqldriver "github.com/go-sql-driver/mysql"
	"modernc.org/sqlite"
)

// ErrUnavailable is a database that is away, shutting down, full or locked: the same request can succeed later.
var ErrUnavailable = errors.New("the database is not available")

// ErrOutdated is a database whose schema is older than this program needs.
var ErrOutdated = errors.New("the database is not migrated")

// ErrNotFound is a row that is not there where one is asked for by its id.
var ErrNotFound = errors.New("not found")

// answered lists the MySQL errors that say something about the statement, not about the server. Every other error of
// the server means that it cannot work now, such as 1040 too many connections, 1047 not part of a cluster, 1290 read only.
var answered = map[uint16]bool{
	1048: true, 1054: true, 1062: true, 1064: true, 1136: true, 1146: true, 1264: true, 1265: true, 1292: true,
	1366: true, 1406: true, 1451: true, 1452: true,
}

// retryable lists the MySQL errors after which the whole transaction is simply done again: deadlock, lock wait timeout,
// record changed since last read, and a cluster's conflict at commit.
var retryable = map[uint16]bool{1213: true, 1205: true, 1020: true, 1180: true}

// unavailable wraps with ErrUnavailable whatever means that the database did not work, and leaves other errors alone.
func unavailable(err error) error {
	if err == nil || errors.Is(err, ErrUnavailable) || !away(err) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}

func away(err error) bool {
	var my *mysqldriver.MySQLError
	if errors.As(err, &my) {
		return !answered[my.Number]
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return sqliteAway(lite.Code())
	}
	for _, broken := range []error{
		driver.ErrBadConn, mysqldriver.ErrInvalidConn, mysqldriver.ErrMalformPkt, mysqldriver.ErrPktSync, sql.ErrConnDone,
		io.EOF, io.ErrUnexpectedEOF, context.DeadlineExceeded,
	} {
		if errors.Is(err, broken) {
			return true
		}
	}
	var network net.Error
	var system *os.SyscallError
	return errors.As(err, &network) || errors.As(err, &system)
}

// sqliteAway tells the result codes that may pass: busy 5, locked 6, no memory 7, read only 8, interrupted 9, i/o 10,
// full 13, can't open 14, protocol 15. The low byte is the code, the rest its detail.
func sqliteAway(code int) bool {
	switch code & 0xff {
	case 5, 6, 7, 8, 9, 10, 13, 14, 15:
		return true
	}
	return false
}

// again reports whether a transaction that failed with err is worth another try.
func again(err error) bool {
	var my *mysqldriver.MySQLError
	if errors.As(err, &my) {
		return retryable[my.Number]
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && (lite.Code()&0xff == 5 || lite.Code()&0xff == 6)
}
