package dev.shootdown.trace.host;

/** Which CPUs a trace means by {@code cpumask=…}. */
final class CpuMask {
    private CpuMask() {}

    /**
     * The one CPU that is meant, or -1 if it is none, several, or not to be understood. The kernel prints hexadecimal words of
     * 32 CPUs each, the highest first ({@code 00000000,00000010}); libtraceevent, which trace-cmd and perf print with, prints
     * a list ({@code 4} or {@code 0-3,8}).
     *
     * @param kernel whether the kernel itself has printed it
     */
    static int single(String text, boolean kernel) {
        if (text == null || text.isEmpty() || text.indexOf('-') >= 0) {
            return -1;
        }
        boolean isMask = kernel || !text.matches("(0|[1-9][0-9]{0,4})(,[1-9][0-9]{0,4})*");
        return isMask ? ofMask(text) : ofList(text);
    }

    private static int ofList(String text) {
        return text.indexOf(',') < 0 && text.length() <= 5 ? Integer.parseInt(text) : -1;
    }

    private static int ofMask(String text) {
        int found = -1;
        int bit = 0;
        for (int k = text.length() - 1; k >= 0; k--) {
            if (text.charAt(k) == ',') {
                continue;
            }
            int digit = Character.digit(text.charAt(k), 16);
            if (digit < 0 || Integer.bitCount(digit) > 1 || digit != 0 && found >= 0) {
                return -1;
            }
            found = digit == 0 ? found : bit + Integer.numberOfTrailingZeros(digit);
            bit += 4;
        }
        return found;
    }
}
