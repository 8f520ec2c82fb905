package dev.shootdown.trace.host;

import dev.shootdown.machine.BadInput;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A trace in the text form of ftrace, trace-cmd or perf, read once from its first byte to its last. Lines that cannot be read
 * are counted by what is wrong with them; only a file of which nothing can be read is refused.
 */
public final class TraceFile {
    private static final Pattern CPUS = Pattern.compile("(?:^cpus=|#P:|nrcpus (?:online|avail)\\s*:\\s*)(\\d{1,5})");
    private static final Pattern LOST =
            Pattern.compile("^CPU:(\\d{1,5}) \\[(?:LOST )?(\\d{0,18}) ?EVENTS(?: DROPPED)?]");
    private static final Pattern HEADER =
            Pattern.compile("^(version = \\d+|cpus=\\d+|CPU ?\\d+ is empty.*|trace-cmd.*)$");
    /** trace-cmd puts the file's name first when it reports several. */
    private static final Pattern MERGED = Pattern.compile("^\\s*\\S+\\.dat: ");

    private static final int MAGIC = 8;
    private static final int TOLD_EVERY = 1 << 16;

    /** Lines of one kind that could not be read. */
    public record Unread(String what, long lines, long firstLine) {}

    private final String name;
    private final Observations seen = new Observations();
    private final Observer observer = new Observer(seen);
    private final Map<TraceLine.Trouble, long[]> unread = new EnumMap<>(TraceLine.Trouble.class);
    private long lines;
    private long bytes;
    private long lost;
    private long lostMarks;
    private int cpus;
    private long perf;
    private long kernel;
    private boolean cmd;

    private TraceFile(String name) {
        this.name = name;
    }

    /**
     * Reads a file.
     *
     * @param progress hears now and then how many bytes have been read
     * @throws BadInput if it is not there, or nothing in it can be read
     */
    public static TraceFile read(Path file, LongConsumer progress) {
        if (!Files.exists(file)) {
            throw new BadInput(shown(file.toString()) + ": there is no such file.");
        }
        if (Files.isDirectory(file)) {
            throw new BadInput(shown(file.toString()) + " is a folder (a file of text is expected).");
        }
        // A channel's stream asks where it is, which a pipe does not know.
        try (InputStream in = new BufferedInputStream(new FileInputStream(file.toFile()), MAGIC * 1024)) {
            return read(shown(file.toString()), in, progress);
        } catch (IOException e) {
            throw new BadInput(
                    shown(file.toString()) + " cannot be read (" + shown(String.valueOf(e.getMessage())) + ").", e);
        }
    }

    /** The same from a stream of any length, which supports {@link InputStream#mark}. */
    public static TraceFile read(String name, InputStream in, LongConsumer progress) throws IOException {
        TraceFile trace = new TraceFile(name);
        try {
            InputStream plain = isGzip(in) ? unpacked(in) : in;
            trace.refuseBinary(plain);
            trace.readAll(plain, progress);
        } catch (ZipException | EOFException e) {
            throw new BadInput(
                    name + ":" + (trace.lines + 1) + ": the compressed file is damaged or cut short there.", e);
        }
        trace.requireEvents();
        return trace;
    }

    private static byte[] magic(InputStream in) throws IOException {
        in.mark(MAGIC);
        byte[] magic = in.readNBytes(MAGIC);
        in.reset();
        return magic;
    }

    private static boolean isGzip(InputStream in) throws IOException {
        return startsWith(magic(in), 0x1f, 0x8b);
    }

    /** A gzip file may have several parts; the JDK's reader stops at the first unless more seems to be available. */
    private static InputStream unpacked(InputStream in) throws IOException {
        InputStream hopeful = new FilterInputStream(in) {
            @Override
            public int available() {
                return 1;
            }
        };
        return new BufferedInputStream(new GZIPInputStream(hopeful, MAGIC * 1024), MAGIC * 1024);
    }

    private void refuseBinary(InputStream in) throws IOException {
        byte[] magic = magic(in);
        if (startsWith(magic, 0x1f, 0x8b)
                || startsWith(magic, 0x28, 0xb5, 0x2f, 0xfd)
                || startsWith(magic, 0xfd, '7', 'z', 'X', 'Z')) {
            throw new BadInput(name + ":1: the file is compressed (plain text is expected; unpack it first).");
        }
        if (startsWith(magic, 0x17, 0x08, 0x44, 't', 'r', 'a', 'c')) {
            throw new BadInput(name + ":1: this is trace-cmd's binary file (trace-cmd report -t -i " + name
                    + " > trace.txt makes it readable).");
        }
        if (startsWith(magic, 'P', 'E', 'R', 'F', 'I', 'L', 'E', '2')) {
            throw new BadInput(name + ":1: this is perf's binary file (perf script --ns -i " + name
                    + " > trace.txt makes it readable).");
        }
    }

    private static boolean startsWith(byte[] bytes, int... magic) {
        boolean same = bytes.length >= magic.length;
        for (int k = 0; same && k < magic.length; k++) {
            same = bytes[k] == (byte) magic[k];
        }
        return same;
    }

    private void readAll(InputStream in, LongConsumer progress) throws IOException {
        LineReader reader = new LineReader(in);
        TraceLine line = new TraceLine();
        for (String text = reader.read(); text != null; text = reader.read()) {
            lines = reader.number();
            if ((lines & TOLD_EVERY - 1) == 0) {
                progress.accept(reader.bytes());
            }
            if (reader.isCut()) {
                count(TraceLine.Trouble.TOO_LONG);
            } else if (text.isEmpty() || text.charAt(0) == '#') {
                comment(text);
            } else if (!reader.isEnded()) {
                count(TraceLine.Trouble.CUT_OFF);
            } else {
                event(line, text);
            }
        }
        bytes = reader.bytes();
        progress.accept(bytes);
    }

    private void event(TraceLine line, String text) {
        TraceLine.Trouble trouble = line.parse(text);
        if (trouble == TraceLine.Trouble.NONE) {
            if (seen.events() == 0 && MERGED.matcher(text).find()) {
                throw new BadInput(
                        name + ":" + lines + ": several files are merged in this report (one report of each is"
                                + " expected, as trace-cmd report -t -i FILE makes it).");
            }
            perf += line.ofPerf() ? 1 : 0;
            kernel += line.hasFlags() && !line.ofPerf() ? 1 : 0;
            TraceLine.Trouble inside = observer.accept(line);
            if (inside != TraceLine.Trouble.NONE) {
                count(inside);
            }
        } else if (!isNote(text)) {
            count(trouble);
        }
    }

    /** What is neither an event nor an error: headers, marks of lost events, blank lines. */
    private boolean isNote(String text) {
        if (text.length() > 200) {
            return false;
        }
        Matcher mark = LOST.matcher(text);
        if (mark.find()) {
            lostMarks++;
            lost += mark.group(2).isEmpty() ? 0 : Long.parseLong(mark.group(2));
            int cpu = Integer.parseInt(mark.group(1));
            if (cpu <= seen.highestCpu()) {
                observer.reset(cpu);
            }
            return true;
        }
        comment(text);
        if (text.startsWith("cpus=")) {
            cmd = true;
            observer.printedBy(CpuMask.Printer.LIBTRACEEVENT);
        }
        return text.isBlank() || HEADER.matcher(text).matches();
    }

    private void comment(String text) {
        if (text.startsWith("# tracer:")) {
            observer.printedBy(CpuMask.Printer.KERNEL);
        }
        Matcher found = text.length() > 200 ? null : CPUS.matcher(text);
        if (found != null && found.find()) {
            cpus = Math.max(cpus, Integer.parseInt(found.group(1)));
        }
    }

    private void count(TraceLine.Trouble trouble) {
        long[] counted = unread.computeIfAbsent(trouble, key -> new long[] {0, lines});
        counted[0]++;
    }

    private void requireEvents() {
        if (seen.isOfUse()) {
            return;
        }
        if (lines == 0) {
            throw new BadInput(name + ":1: the file is empty (a trace as text is expected).");
        }
        if (seen.events() > 0) {
            throw new BadInput(name + ":" + lines + ": none of its " + seen.events()
                    + " events is of the groups tlb, ipi, csd, kvm or sched (sched_switch).");
        }
        if (unread.isEmpty()) {
            throw new BadInput(name + ":" + lines + ": the trace has headers and no event.");
        }
        Map.Entry<TraceLine.Trouble, long[]> first =
                unread.entrySet().iterator().next();
        for (Map.Entry<TraceLine.Trouble, long[]> one : unread.entrySet()) {
            first = one.getValue()[1] < first.getValue()[1] ? one : first;
        }
        throw new BadInput(name + ":" + first.getValue()[1] + ": "
                + first.getKey().words()
                + ", and no other line is better (text of trace-cmd report, perf script or ftrace is expected, with"
                + " times in seconds).");
    }

    /** A name fit for one line of a message. */
    private static String shown(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cs}\\u2028\\u2029]", "?");
    }

    public String name() {
        return name;
    }

    /** What its events say. */
    public Observations seen() {
        return seen;
    }

    Observer observer() {
        return observer;
    }

    /** Which program seems to have printed it. */
    public String format() {
        long all = seen.events();
        if (perf > 0 && perf < all) {
            return "mixed";
        }
        return perf > 0 ? "perf script" : cmd || kernel * 2 < all ? "trace-cmd report" : "ftrace";
    }

    public long lines() {
        return lines;
    }

    public long bytes() {
        return bytes;
    }

    /** Events that the kernel says were lost, and how often it says so. */
    public long lostEvents() {
        return lost;
    }

    public long lostMarks() {
        return lostMarks;
    }

    /** How many CPUs the machine has, if the header says it; else 0. */
    public int cpus() {
        return cpus;
    }

    /** What could not be read, by kind. */
    public java.util.List<Unread> unread() {
        return unread.entrySet().stream()
                .map(one -> new Unread(one.getKey().words(), one.getValue()[0], one.getValue()[1]))
                .toList();
    }
}
