package dev.shootdown.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows of text under headings, in aligned columns two spaces apart. Whole numbers get thousands separators, fractions
 * two decimals; a column that holds nothing but numbers and {@link Figure}s is set flush right. A null cell is a dash, an
 * empty one is empty.
 */
public final class Table {
    private final List<String> headings;
    private final List<List<Object>> rows = new ArrayList<>();

    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** Adds a row; text, numbers and nulls, as many as there are headings. */
    public Table row(Object... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells under " + headings.size() + " headings");
        }
        List<Object> row = new ArrayList<>(cells.length);
        for (Object cell : cells) {
            row.add(cell);
        }
        rows.add(row);
        return this;
    }

    /** The lines, headings first, each ended by a line feed and without trailing spaces. */
    @Override
    public String toString() {
        int columns = headings.size();
        int[] widths = new int[columns];
        boolean[] flushRight = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            widths[c] = width(headings.get(c));
            flushRight[c] = true;
            boolean hasNumber = false;
            for (List<Object> row : rows) {
                widths[c] = Math.max(widths[c], width(text(row.get(c))));
                flushRight[c] &=
                        row.get(c) == null || isNumber(row.get(c)) || row.get(c).equals("");
                hasNumber |= isNumber(row.get(c));
            }
            flushRight[c] &= hasNumber;
        }
        StringBuilder lines = new StringBuilder();
        append(lines, headings, widths, flushRight);
        for (List<Object> row : rows) {
            append(lines, row.stream().map(Table::text).toList(), widths, flushRight);
        }
        return lines.toString();
    }

    private static void append(StringBuilder lines, List<String> cells, int[] widths, boolean[] flushRight) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String cell = cells.get(c);
            String padding = " ".repeat(widths[c] - width(cell));
            line.append(flushRight[c] ? padding + cell : cell + padding).append("  ");
        }
        lines.append(line.toString().stripTrailing()).append('\n');
    }

    private static boolean isNumber(Object cell) {
        return cell instanceof Number || cell instanceof Figure;
    }

    private static String text(Object cell) {
        if (cell == null) {
            return "-";
        }
        if (cell instanceof Double || cell instanceof Float) {
            return String.format(Locale.ROOT, "%,.2f", ((Number) cell).doubleValue());
        }
        if (cell instanceof Number number) {
            return String.format(Locale.ROOT, "%,d", number.longValue());
        }
        return cell.toString();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
