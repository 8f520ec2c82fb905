package dev.shootdown.report;

import java.util.Locale;

/** A number in a table that is written in a way of its own. */
record Figure(String text) {
    /** Rounded to a whole number, with commas between thousands; a dash for NaN. */
    static Figure whole(double number) {
        return new Figure(Double.isNaN(number) ? "-" : String.format(Locale.ROOT, "%,d", Math.round(number)));
    }

    /** With three or four telling digits; a dash for NaN. */
    static Figure rounded(double number) {
        if (Double.isNaN(number)) {
            return new Figure("-");
        }
        double size = Math.abs(number);
        if (size >= 1000) {
            return whole(number);
        }
        String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return new Figure(String.format(Locale.ROOT, format, number));
    }

    static Figure percent(double share) {
        return new Figure(String.format(Locale.ROOT, "%.2f%%", 100 * share));
    }

    /** How many times as large, as in ×1.25. */
    static Figure times(double factor) {
        return new Figure(String.format(Locale.ROOT, "×%.2f", factor));
    }

    /** The shortest text that is exactly this number; whole numbers without a point. */
    static Figure exact(double number) {
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
        return new Figure(whole ? Long.toString((long) number) : Double.toString(number));
    }

    @Override
    public String toString() {
        return text;
    }
}
