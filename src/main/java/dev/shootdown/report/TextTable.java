package dev.shootdown.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.lang3.StringUtils;

/** A table of text for terminals: columns padded to their widest entry, words to the left, numbers to the right. */
final class TextTable {
    private final String[] header;
    private final int words;
    private final List<String[]> rows = new ArrayList<>();

    /** A table whose first {@code words} columns are words. */
    TextTable(int words, String... header) {
        this.header = header;
        this.words = words;
    }

    void row(String... entries) {
        if (entries.length != header.length) {
            throw new IllegalArgumentException(entries.length + " entries in a table of " + header.length + " columns");
        }
        rows.add(entries);
    }

    String render() {
        int[] widths = new int[header.length];
        fit(widths, header);
        rows.forEach(row -> fit(widths, row));
        StringBuilder text = new StringBuilder();
        append(text, widths, header);
        int total = 2 * (widths.length - 1);
        for (int width : widths) {
            total += width;
        }
        text.append("-".repeat(total)).append('\n');
        rows.forEach(row -> append(text, widths, row));
        return text.toString();
    }

    private static void fit(int[] widths, String[] row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row[i].codePointCount(0, row[i].length()));
        }
    }

    private void append(StringBuilder text, int[] widths, String[] row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(i == 0 ? "" : "  ");
            line.append(i < words ? StringUtils.rightPad(row[i], widths[i]) : StringUtils.leftPad(row[i], widths[i]));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    /** A whole number with commas between thousands. */
    static String whole(double number) {
        return String.format(Locale.ROOT, "%,d", Math.round(number));
    }

    /** A number with three or four telling digits. */
    static String number(double number) {
        if (Double.isNaN(number)) {
            return "-";
        }
        double size = Math.abs(number);
        String format =
                size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, number);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }
}
