package dev.shootdown.trace.host;

import java.util.List;

/**
 * One line of a trace, taken apart. Three programs print nearly the same:
 *
 * <pre>
 *   ftrace      qemu-4711  [003] d..1.  83184.290326: kvm_entry: vcpu 0, rip 0xffffffff810000a0
 *   trace-cmd   CPU 0/KVM-4711  [003]  83184.290326: kvm_entry:            vcpu 0, rip 0xffffffff810000a0
 *   perf        CPU 0/KVM  4700/4711  [003]  83184.290326:       kvm:kvm_entry: vcpu 0, rip 0xffffffff810000a0
 * </pre>
 *
 * A task's name may hold anything, spaces, brackets and arrows as well, so that the line is read from the first {@code [CPU]}
 * that is followed by what must follow: perhaps some columns of flags (four of them in older kernels, five with the
 * migrate-disable counter, more with both latency columns), a time, and an event's name, each with its colon. One object is
 * used for all lines.
 */
final class TraceLine {
    /** Stands for a task whose number the line does not say. */
    static final int UNKNOWN = -1;

    private static final int MOST_CPUS = 1 << 16;
    private static final int MOST_DIGITS = 10;

    /** Why a line could not be read; the first kind is that it could. */
    enum Trouble {
        NONE("fine"),
        SHAPE("not of the form TASK [CPU] TIME: EVENT: …"),
        CLOCK("times without seconds (a trace clock such as counter or x86-tsc)"),
        PAYLOAD("an event that does not say what it should"),
        MASK("IPIs to CPUs that may be a mask or a list (the first lines, '# tracer: …' or 'cpus=…', would tell)"),
        TOO_LONG("longer than " + LineReader.LONGEST + " bytes"),
        CUT_OFF("last line without its end, left out");

        private final String words;

        Trouble(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private String text = "";
    private int at;
    private int cpu;
    private int task;
    private int group;
    private long nanos;
    private int decimals;
    private EventKind kind = EventKind.OTHER;
    private int payload;
    private boolean ofPerf;
    private boolean hasFlags;

    Trouble parse(String line) {
        text = line;
        Trouble worst = Trouble.SHAPE;
        for (int open = line.indexOf('['); open >= 0; open = line.indexOf('[', open + 1)) {
            at = open + 1;
            long number = digits(5);
            if (number < 0 || number >= MOST_CPUS || !take(']')) {
                continue;
            }
            cpu = (int) number;
            Trouble trouble = afterCpu();
            if (trouble == Trouble.NONE) {
                readTask(open);
                return Trouble.NONE;
            }
            if (trouble == Trouble.CLOCK) {
                worst = trouble;
            }
        }
        return worst;
    }

    private Trouble afterCpu() {
        if (!blank()) {
            return Trouble.SHAPE;
        }
        int start = at;
        hasFlags = false;
        long seconds = digits(MOST_DIGITS);
        if (seconds < 0 || !is('.') && !is(':')) {
            at = start; // a column of flags may begin with a digit, too
            int length = 0;
            while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != '\t') {
                at++;
                length++;
            }
            if (length < 4 || length > 9 || !blank()) {
                return Trouble.SHAPE;
            }
            hasFlags = true;
            seconds = digits(MOST_DIGITS);
            if (seconds < 0) {
                return longNumber() ? Trouble.CLOCK : Trouble.SHAPE;
            }
        }
        if (take(':')) {
            return eventFollows() ? Trouble.CLOCK : Trouble.SHAPE;
        }
        if (!take('.')) {
            return longNumber() ? Trouble.CLOCK : Trouble.SHAPE;
        }
        int dot = at;
        long fraction = digits(9);
        decimals = at - dot;
        if (fraction < 0 || !take(':')) {
            return Trouble.SHAPE;
        }
        for (int k = decimals; k < 9; k++) {
            fraction *= 10;
        }
        nanos = seconds * 1_000_000_000L + fraction;
        return eventFollows() ? Trouble.NONE : Trouble.SHAPE;
    }

    /** A number with more digits than seconds have, and a colon: cycles or a counter. */
    private boolean longNumber() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return take(':') && eventFollows();
    }

    private boolean eventFollows() {
        blank();
        int start = at;
        int name = at;
        while (at < text.length() && text.charAt(at) > ' ') {
            if (text.charAt(at) == ':' && at + 1 < text.length() && text.charAt(at + 1) > ' ') {
                name = at + 1;
            }
            if (text.charAt(at) == '(' || at - start > 80) {
                break; // sys_munmap(addr: …)
            }
            at++;
        }
        boolean isCall = is('(') && text.startsWith("sys_", name);
        int end = isCall ? at : at - 1;
        if (end <= name || !isCall && text.charAt(end) != ':') {
            return false;
        }
        kind = EventKind.of(text.substring(name, end));
        blank();
        payload = at;
        return true;
    }

    // --- who

    private void readTask(int open) {
        task = UNKNOWN;
        group = UNKNOWN;
        ofPerf = false;
        int end = trim(open);
        if (end > 0 && text.charAt(end - 1) == ')') {
            int paren = text.lastIndexOf('(', end - 1);
            if (paren >= 0) {
                group = number(trimLeft(paren + 1), end - 1);
                end = trim(paren);
            }
        }
        int start = end;
        while (start > 0 && text.charAt(start - 1) != ' ' && text.charAt(start - 1) != '-') {
            start--;
        }
        boolean dash = start > 0 && text.charAt(start - 1) == '-';
        if (dash) {
            task = number(start, end);
        } else {
            int slash = text.indexOf('/', start);
            ofPerf = true;
            if (slash > 0 && slash < end) {
                group = number(start, slash);
                task = number(slash + 1, end);
            } else {
                task = number(start, end);
            }
        }
    }

    private int trim(int from) {
        int end = from;
        while (end > 0 && text.charAt(end - 1) <= ' ') {
            end--;
        }
        return end;
    }

    private int trimLeft(int from) {
        int start = from;
        while (start < text.length() && text.charAt(start) <= ' ') {
            start++;
        }
        return start;
    }

    private int number(int from, int to) {
        if (from >= to || to - from > MOST_DIGITS) {
            return UNKNOWN;
        }
        long value = 0;
        for (int k = from; k < to; k++) {
            if (!isDigit(text.charAt(k))) {
                return UNKNOWN;
            }
            value = value * 10 + text.charAt(k) - '0';
        }
        return value > Integer.MAX_VALUE ? UNKNOWN : (int) value;
    }

    // --- characters

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private long digits(int most) {
        int start = at;
        long value = 0;
        while (at < text.length() && at - start < most && isDigit(text.charAt(at))) {
            value = value * 10 + text.charAt(at++) - '0';
        }
        return at == start ? -1 : value;
    }

    private boolean is(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private boolean take(char c) {
        boolean there = is(c);
        at += there ? 1 : 0;
        return there;
    }

    private boolean blank() {
        int start = at;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at > start;
    }

    // --- what was read

    int cpu() {
        return cpu;
    }

    /** The thread's number, or {@link #UNKNOWN}; 0 is idle. */
    int task() {
        return task;
    }

    /** The process's number, or {@link #UNKNOWN}. */
    int group() {
        return group;
    }

    long nanos() {
        return nanos;
    }

    /** How many digits the second's fraction has. */
    int decimals() {
        return decimals;
    }

    EventKind kind() {
        return kind;
    }

    boolean ofPerf() {
        return ofPerf;
    }

    boolean hasFlags() {
        return hasFlags;
    }

    // --- payload

    boolean payloadHas(String words) {
        return text.indexOf(words, payload) >= 0;
    }

    /** The word after a key, such as {@code reason} in {@code vcpu 0 reason HLT rip 0x0}; null if it is not there. */
    String word(String key) {
        int found = after(key);
        if (found < 0) {
            return null;
        }
        int end = found;
        while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) != ',') {
            end++;
        }
        return end == found ? null : text.substring(found, end);
    }

    /** The same with the commas in it, such as {@code 00000000,00000002}. */
    String words(String key) {
        int found = after(key);
        if (found < 0) {
            return null;
        }
        int end = found;
        while (end < text.length() && text.charAt(end) > ' ') {
            end++;
        }
        return end == found ? null : text.substring(found, end);
    }

    /** The number after a key, decimal or 0x…; {@link Long#MIN_VALUE} if it is not there. */
    long value(String key) {
        int found = after(key);
        return found < 0 ? Long.MIN_VALUE : valueAt(found, text.startsWith("0x", found));
    }

    /** The hexadecimal number without 0x after a key. */
    long hex(String key) {
        int found = after(key);
        return found < 0 ? Long.MIN_VALUE : valueAt(found, true);
    }

    private long valueAt(int found, boolean isHex) {
        int k = isHex && text.startsWith("0x", found) ? found + 2 : found;
        boolean negative = !isHex && k < text.length() && text.charAt(k) == '-';
        k += negative ? 1 : 0;
        long value = 0;
        int first = k;
        int base = isHex ? 16 : 10;
        while (k < text.length() && k - first < 16) {
            int digit = Character.digit(text.charAt(k), base);
            if (digit < 0) {
                break;
            }
            value = value * base + digit;
            k++;
        }
        return k == first ? Long.MIN_VALUE : negative ? -value : value;
    }

    /** Where what follows a key begins; the key stands at the payload's beginning or after a blank. */
    private int after(String key) {
        for (int k = text.indexOf(key, payload); k >= 0; k = text.indexOf(key, k + 1)) {
            if (k == payload || text.charAt(k - 1) <= ' ') {
                return k + key.length();
            }
        }
        return -1;
    }

    /** The texts of include/trace/events/tlb.h, at their numbers. */
    private static final List<String> REASONS = List.of(
            "flush on task switch",
            "remote shootdown",
            "local shootdown",
            "local mm shootdown",
            "remote ipi send",
            "remote wrong cpu");

    /**
     * The number of a flush's reason, as in {@code reason:local mm shootdown (3)}; -1 if it is not there. The text decides, if
     * it is known: another kernel may count differently.
     */
    int reason() {
        int found = after("reason:");
        for (int k = 0; found >= 0 && k < REASONS.size(); k++) {
            String reason = REASONS.get(k);
            int end = found + reason.length();
            boolean isWhole = end >= text.length() || text.charAt(end) <= ' ';
            if (isWhole && text.regionMatches(true, found, reason, 0, reason.length())) {
                return k;
            }
        }
        int open = text.lastIndexOf('(');
        int close = text.indexOf(')', Math.max(open, payload));
        return open < payload || close < 0 ? -1 : number(open + 1, close);
    }

    /** The pointer in {@code csd=…}, as a number; {@link Long#MIN_VALUE} if it is not there. */
    long csd() {
        return hex("csd=");
    }

    // --- sched_switch

    private int previous;
    private int following;
    private boolean previousRunnable;

    /**
     * Reads a sched_switch, in the kernel's words ({@code prev_comm=a prev_pid=1 prev_prio=120 prev_state=R+ ==>
     * next_comm=b next_pid=2 next_prio=120}) or in those of libtraceevent's plugin ({@code a:1 [120] R ==> b:2 [120]}).
     * Names of tasks may hold parts of this text, so that numbers are looked for from the fixed parts outwards.
     */
    boolean parseSwitch() {
        int state = text.indexOf(" prev_state=", payload);
        return state >= 0 ? classicSwitch(state) : pluginSwitch();
    }

    private boolean classicSwitch(int state) {
        int arrow = text.indexOf("==> next_comm=", state);
        int nextPid = text.lastIndexOf(" next_pid=");
        if (arrow < 0 || nextPid < arrow) {
            return false;
        }
        int prevPid = text.lastIndexOf(" prev_pid=", state);
        if (prevPid < payload) {
            return false;
        }
        previous = numberAt(prevPid + " prev_pid=".length());
        following = numberAt(nextPid + " next_pid=".length());
        previousRunnable = text.startsWith("R", state + " prev_state=".length());
        return previous >= 0 && following >= 0;
    }

    private boolean pluginSwitch() {
        int arrow = text.indexOf(" ==> ", payload);
        int close = stateBefore(arrow);
        while (arrow >= 0 && close < 0) {
            arrow = text.indexOf(" ==> ", arrow + 1);
            close = stateBefore(arrow);
        }
        if (arrow < 0) {
            return false;
        }
        int open = text.lastIndexOf(" [", close);
        int colon = text.lastIndexOf(':', open);
        int last = text.lastIndexOf(" [");
        int lastColon = text.lastIndexOf(':', last);
        if (open < payload || colon < payload || last <= arrow || lastColon <= arrow) {
            return false;
        }
        previous = number(colon + 1, open);
        following = number(lastColon + 1, last);
        previousRunnable = text.charAt(close + 2) == 'R';
        return previous >= 0 && following >= 0;
    }

    /** Where the bracket of {@code [120] R ==>} closes, seen from the arrow; -1 if that is not what stands there. */
    private int stateBefore(int arrow) {
        int k = arrow - 1;
        while (k > payload && arrow - k <= 4 && text.charAt(k) > ' ') {
            k--;
        }
        return k > payload && k < arrow - 1 && text.charAt(k) == ' ' && text.charAt(k - 1) == ']' ? k - 1 : -1;
    }

    private int numberAt(int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return number(from, end);
    }

    int previous() {
        return previous;
    }

    int following() {
        return following;
    }

    /** Whether the task that lost the CPU could have gone on. */
    boolean previousRunnable() {
        return previousRunnable;
    }
}
