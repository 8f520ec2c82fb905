package dev.shootdown.trace.host;

/**
 * Which CPUs a trace means by {@code cpumask=…}. The kernel prints hexadecimal words of 32 CPUs each, the highest first ({@code
 * 00000000,00000010}), and no more digits than it has CPUs for ({@code 2} on a machine with four); libtraceevent, which
 * trace-cmd and perf print with, prints a list ({@code 4} or {@code 0-3,8}).
 */
final class CpuMask {
    /** None, several, or not to be understood. */
    static final int NOT_ONE = -1;
    /** A CPU if it is a list, another if it is a mask, and nothing says which. */
    static final int UNDECIDED = -2;

    private static final String WORDS = "[0-9a-fA-F]{1,8}(,[0-9a-fA-F]{8})*";

    /** Who has printed a line. */
    enum Printer {
        KERNEL,
        LIBTRACEEVENT,
        UNKNOWN
    }

    private CpuMask() {}

    /** The one CPU that is meant, {@link #NOT_ONE} or {@link #UNDECIDED}. Some texts can be only one of the two. */
    static int single(String text, Printer printer) {
        if (text == null) {
            return NOT_ONE;
        }
        boolean isMask = text.matches(WORDS);
        boolean isNumber = text.matches("0|[1-9][0-9]{0,4}");
        if (printer == Printer.UNKNOWN && isMask && isNumber) {
            return UNDECIDED;
        }
        if (isNumber && printer == Printer.LIBTRACEEVENT) {
            return Integer.parseInt(text);
        }
        return isMask ? ofMask(text) : NOT_ONE; // a list of one CPU is a number
    }

    private static int ofMask(String text) {
        int found = NOT_ONE;
        int bit = 0;
        for (int k = text.length() - 1; k >= 0; k--) {
            if (text.charAt(k) == ',') {
                continue;
            }
            int digit = Character.digit(text.charAt(k), 16);
            if (Integer.bitCount(digit) > 1 || digit != 0 && found >= 0) {
                return NOT_ONE;
            }
            found = digit == 0 ? found : bit + Integer.numberOfTrailingZeros(digit);
            bit += 4;
        }
        return found;
    }
}
