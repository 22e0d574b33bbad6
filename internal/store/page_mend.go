package store

import "context"

// CountDeliveries counts the finished deliveries that ResendDeliveries would queue for a query, and apart from them those whose
// body is gone, each up to InboxCountLimit.
func (s *Store) CountDeliveries(ctx context.Context, q DeliveryQuery) (whole, withoutBody int, err error) {
	for _, state := range []string{DeliveryDone, DeliveryFailed} {
		if q.State != "" && q.State != state {
			continue
		}
		for table, n := range map[string]*int{state: &whole, bareOf[state]: &withoutBody} {
			stretches, err := s.stretches(ctx, q, []string{table})
			if err != nil {
				return 0, 0, err
			}
			for _, one := range stretches {
				some := one.in(s.db.WithContext(ctx)).Select("id").Limit(InboxCountLimit - *n)
				var more int
				if err := s.db.WithContext(ctx).Raw("SELECT COUNT(*) FROM (?) s", some).Scan(&more).Error; err != nil {
					return 0, 0, unavailable(err)
				}
				if *n += more; *n >= InboxCountLimit {
					break
				}
			}
		}
	}
	return whole, withoutBody, nil
}
