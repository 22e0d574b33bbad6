package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// QuestionCount is how many questions of one method a shop was asked in one hour, and how long their answers took.
type QuestionCount struct {
	Hour      time.Time // its beginning
	Method    string    // at most 16 characters
	Bucket    int       // of the time that answers took; what the numbers mean is not the store's matter
	Questions int64
	Failures  int64 // of the questions
}

// questionStatRow is a row of question_stats.
type questionStatRow struct {
	Shop      string `gorm:"primaryKey"`
	AtHour    stamp  `gorm:"primaryKey"`
	Method    string `gorm:"primaryKey"`
	Bucket    int    `gorm:"primaryKey;autoIncrement:false"`
	Questions int64
	Failures  int64
}

// TableName names the table.
func (questionStatRow) TableName() string { return "question_stats" }

// AddQuestions adds to what is counted: several processes count the same hours.
func (s *Store) AddQuestions(ctx context.Context, shop string, list []QuestionCount) error {
	rows := make([]questionStatRow, len(list))
	for i, c := range list {
		rows[i] = questionStatRow{shop, stamp(c.Hour.UTC().Truncate(time.Hour)), c.Method, c.Bucket, c.Questions, c.Failures}
	}
	if len(rows) == 0 {
		return nil
	}
	add := clause.OnConflict{
		Columns: []clause.Column{{Name: "shop"}, {Name: "at_hour"}, {Name: "method"}, {Name: "bucket"}},
		DoUpdates: clause.Assignments(map[string]any{
			"questions": gorm.Expr("question_stats.questions + " + s.incoming("questions")),
			"failures":  gorm.Expr("question_stats.failures + " + s.incoming("failures")),
		}),
	}
	return s.retried(ctx, func() error {
		return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			return tx.Clauses(add).CreateInBatches(&rows, BatchSize).Error
		})
	})
}

// QuestionHours returns the questions of each hour and method from a moment on, oldest first; Bucket is 0 in all of them.
func (s *Store) QuestionHours(ctx context.Context, shop string, from time.Time) (list []QuestionCount, err error) {
	const query = "SELECT at_hour, method, SUM(questions), SUM(failures) FROM question_stats WHERE shop = ? AND at_hour >= ? GROUP BY at_hour, method ORDER BY at_hour, method"
	err = s.read(ctx, query, func(rows *sql.Rows) error {
		var c QuestionCount
		err := rows.Scan((*stamp)(&c.Hour), &c.Method, &c.Questions, &c.Failures)
		list = append(list, c)
		return err
	}, shop, stamp(from))
	return list, err
}

// QuestionTimes returns the questions of each method and bucket from a moment on; Hour is zero in all of them.
func (s *Store) QuestionTimes(ctx context.Context, shop string, from time.Time) (list []QuestionCount, err error) {
	const query = "SELECT method, bucket, SUM(questions), SUM(failures) FROM question_stats WHERE shop = ? AND at_hour >= ? GROUP BY method, bucket ORDER BY method, bucket"
	err = s.read(ctx, query, func(rows *sql.Rows) error {
		var c QuestionCount
		err := rows.Scan(&c.Method, &c.Bucket, &c.Questions, &c.Failures)
		list = append(list, c)
		return err
	}, shop, stamp(from))
	return list, err
}

// PruneQuestions forgets what was counted before a moment, and secrets that were last used before it.
func (s *Store) PruneQuestions(ctx context.Context, shop string, before time.Time) error {
	return s.retried(ctx, func() error {
		err := s.db.WithContext(ctx).Exec("DELETE FROM question_stats WHERE shop = ? AND at_hour < ?", shop, stamp(before)).Error
		if err != nil {
			return err
		}
		return s.db.WithContext(ctx).Exec("DELETE FROM secret_uses WHERE shop = ? AND last_at < ?", shop, stamp(before)).Error
	})
}
