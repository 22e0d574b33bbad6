package tables

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
)

// Where excelize looks for a sheet that it does not take into memory, and for the texts of cells.
const (
	copiedSheet   = "Sheet1"
	copiedPart    = "xl/worksheets/sheet1.xml"
	copiedStrings = "xl/sharedStrings.xml"
)

// surround are the parts around a sheet (ECMA-376, part 1, annex A).
var surround = []struct{ name, text string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<sheets><sheet name="` + copiedSheet + `" sheetId="1" r:id="r1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
}

// copyTo writes a spreadsheet with nothing but one sheet and the texts of its cells: excelize keeps all parts of a file in
// memory, pictures too, and finds large ones only under the names that Excel gives them.
func (w *workbook) copyTo(file *os.File, sheet *zip.File) error {
	archive := zip.NewWriter(file)
	for _, part := range surround {
		out, err := archive.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, part.text); err != nil {
			return err
		}
	}
	unpacked := sheet.UncompressedSize64
	if w.strings != nil {
		unpacked += w.strings.UncompressedSize64
	}
	if unpacked > uint64(min(maxWorkbook, unpackLimit(w.size))) {
		return fmt.Errorf("the spreadsheet unpacks to more than %d times its size or %d GiB; save it as CSV", maxRatio, maxWorkbook>>30)
	}
	if err := copyPart(archive, copiedPart, sheet); err != nil {
		return err
	}
	if w.strings != nil {
		if err := copyPart(archive, copiedStrings, w.strings); err != nil {
			return err
		}
	}
	return archive.Close()
}

// copyPart copies a part as it is packed.
func copyPart(archive *zip.Writer, name string, part *zip.File) error {
	r, err := part.OpenRaw()
	if err != nil {
		return damaged("zip", err)
	}
	header := part.FileHeader
	header.Name = name
	out, err := archive.CreateRaw(&header)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, r)
	return err
}
