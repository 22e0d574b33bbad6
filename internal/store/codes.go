package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// codes is a list of texts as both dialects keep it: a JSON array, NULL when it is empty.
type codes []string

// Value writes the list.
func (c codes) Value() (driver.Value, error) {
	if len(c) == 0 {
		return nil, nil
	}
	text, err := json.Marshal([]string(c))
	return string(text), err
}

// Scan reads a list.
func (c *codes) Scan(from any) error {
	var text []byte
	switch v := from.(type) {
	case nil:
		*c = nil
		return nil
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("cannot read codes from %T", from)
	}
	return json.Unmarshal(text, (*[]string)(c))
}

// GormDataType tells GORM that the type is one column.
func (codes) GormDataType() string { return "string" }
