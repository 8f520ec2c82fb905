package dev.shootdown.trace.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of three samples is what was put into them by hand. */
class TraceFileTest {
    private static final String LINE = "a-1 [000] d..1. 1.000000: tlb_flush: pages:1 reason:local mm shootdown (3)\n";

    private static TraceFile sample(String name) {
        return TraceFile.read(Path.of("src/test/resources/imported/" + name), bytes -> {});
    }

    static TraceFile read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static TraceFile read(byte[] bytes) throws IOException {
        return TraceFile.read("trace.txt", new ByteArrayInputStream(bytes), read -> {});
    }

    private static void assertSamples(long count, double median, Samples seen) {
        assertEquals(count, seen.count());
        assertEquals(median, seen.median(), median / 1000);
    }

    @Test
    void readsFtraceOfAHost() {
        TraceFile file = sample("host-ftrace.txt");
        Observations seen = file.seen();
        assertEquals("ftrace", file.format());
        assertEquals(4, file.cpus());
        assertEquals(42, file.lostEvents());
        assertEquals(1, file.lostMarks());
        assertTrue(seen.isOfHost());
        assertEquals(
                List.of(
                        new TraceFile.Unread("not of the form TASK [CPU] TIME: EVENT: …", 2, 253),
                        new TraceFile.Unread("last line without its end, left out", 1, 255)),
                file.unread());
        assertEquals(255, file.lines());
        assertEquals(239, seen.events());
        assertEquals(238, seen.usedEvents());

        assertSamples(12, 2_000, seen.icrWrites().undisturbed());
        assertEquals(15, seen.exits().get("MSR_WRITE").all().count());
        assertSamples(10, 1_000, seen.hypercalls().get(9L).undisturbed());
        assertSamples(2, 9_000, seen.hypercalls().get(5L).undisturbed());
        assertSamples(10, 1_000, seen.ipiToGuest());
        assertSamples(11, 3_000, seen.haltToSwitch());
        assertEquals(11, seen.exits().get("HLT").all().count());
        assertEquals(0, seen.exits().get("HLT").undisturbed().count());
        assertSamples(12, 6_000_000, seen.slices());
        assertEquals(12, seen.waits().count());
        assertSamples(10, 40_000, seen.others());
        assertEquals(
                List.of(4711, 4712, 4721, 4722),
                seen.vcpus().stream().map(VcpuThread::task).toList());
        assertEquals(
                List.of(0, 1, 0, 1), seen.vcpus().stream().map(VcpuThread::vcpu).toList());
        assertEquals(3, seen.vcpuCpuCount());
        assertEquals(11, seen.vcpus().get(1).halts());
        assertEquals(11 * 506_000.0, seen.vcpus().get(1).halted());
    }

    @Test
    void readsTraceCmdOfAGuest() {
        TraceFile file = sample("guest-trace-cmd.txt");
        Observations seen = file.seen();
        assertEquals("trace-cmd report", file.format());
        assertEquals(4, file.cpus());
        assertEquals(17, file.lostEvents());
        assertFalse(seen.isOfHost());
        assertEquals(List.of(), file.unread());

        assertEquals(34, seen.flushes(4));
        assertEquals(34, seen.flushes(1));
        assertEquals(12, seen.remoteFlushes().pages().of(1));
        assertEquals(12, seen.remoteFlushes().pages().of(5));
        assertEquals(10, seen.remoteFlushes().pages().full());
        assertTrue(seen.isTimedByCall());
        assertSamples(12, 400, seen.handler(1));
        assertSamples(12, 800, seen.handler(5));
        assertSamples(10, 500, seen.fullHandler());
        // From reason 4 to the handler's end: 4,100 ns and the handler's 400, 800 or 500.
        assertEquals(34, seen.shootdowns().count());
        assertEquals(
                (12 * 4_500 + 12 * 4_900 + 10 * 4_600) / 34.0, seen.shootdowns().mean(), 0.1);
        assertSamples(34, 3_800, seen.ipiToBusy());
        // From the end of a flush to the next one, and 10 times from idle to idle.
        assertEquals(44, seen.remoteFlushes().gaps().count());
        double gaps = 12 * 995_500.0 + 12 * 995_100 + 10 * 995_400 + 10 * 250_000;
        assertEquals(gaps / 44, seen.remoteFlushes().gaps().mean(), 0.1);
        assertSamples(11, 250_000, seen.idles());
        assertEquals(11, seen.remoteFlushes().idles());
        assertEquals(0, file.observer().pending());
    }

    @Test
    void readsPerfOfAHost() {
        TraceFile file = sample("host-perf.txt");
        Observations seen = file.seen();
        assertEquals("perf script", file.format());
        assertSamples(20, 1_600, seen.exits().get("PAUSE_INSTRUCTION").undisturbed());
        // The first IPI goes to a CPU of which nothing is known yet.
        assertSamples(11, 900, seen.ipiToBusy());
        assertEquals(
                List.of(4700, 4800),
                seen.vcpus().stream().map(VcpuThread::process).toList());
        assertEquals(List.of(new TraceFile.Unread("not of the form TASK [CPU] TIME: EVENT: …", 1, 5)), file.unread());
    }

    @Test
    void takesStampsOfAMicrosecondForWhatTheyAre() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int k = 0; k < 10; k++) { // true length 2.3 µs: seven times 2, three times 3
            text.append("q-1 [000] d..1. 1.0%03d00: kvm_exit: vcpu 0 reason VMCALL rip 0x0\n".formatted(k));
            text.append("q-1 [000] d..1. 1.0%03d0%d: kvm_entry: vcpu 0, rip 0x0\n".formatted(k, k < 7 ? 2 : 3));
        }
        Samples seen = read(text.toString()).seen().exits().get("VMCALL").all();
        assertEquals(2_300, seen.mean(), 1e-9);
        assertEquals(1_000, seen.resolution());
        assertEquals(1_500 + 1_000 * 5.0 / 7, seen.median(), 1e-6);
    }

    @Test
    void forgetsWhatWasGoingOnWhereEventsWereLost() throws IOException {
        String exit = "q-1 [000] d..1. 1.000000: kvm_exit: vcpu 0 reason HLT rip 0x0\n";
        String entry = "q-1 [000] d..1. 1.500000: kvm_entry: vcpu 0, rip 0x0\n";
        assertEquals(1, read(exit + entry).seen().exits().size());
        assertEquals(
                0, read(exit + "CPU:0 [LOST 3 EVENTS]\n" + entry).seen().exits().size());
        assertEquals(
                0,
                read(exit + "CPU:0 [EVENTS DROPPED]\n" + entry).seen().exits().size());
        assertEquals(
                1, read(exit + "CPU:1 [LOST 3 EVENTS]\n" + entry).seen().exits().size());
    }

    @Test
    void notesStampsThatGoBack() throws IOException {
        String entry = "q-1 [000] d..1. 1.000000: kvm_entry: vcpu 0, rip 0x0\n";
        String exit = "q-1 [000] d..1. 2.000000: kvm_exit: vcpu 0 reason HLT rip 0x0\n";
        Observations seen = read(exit + entry).seen();
        assertEquals(1, seen.backwards());
        assertEquals(0, seen.exits().size());
    }

    @Test
    void addsTracesUp() throws IOException {
        Observations both = new Observations();
        both.add(sample("host-ftrace.txt").seen());
        both.add(sample("host-perf.txt").seen());
        assertEquals(239 + 76, both.events());
        assertSamples(20, 1_600, both.exits().get("PAUSE_INSTRUCTION").undisturbed());
        assertSamples(12, 2_000, both.icrWrites().undisturbed());
        assertEquals(5, both.vcpus().size(), "4711 is in both");
        both.add(sample("host-ftrace.txt").seen());
        assertEquals(22, both.vcpus().get(1).halts());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'';trace.txt:1: the file is empty",
                "'trace-vm.dat: a-1 [000] 1.000000: kvm_entry: vcpu 0\n';trace.txt:1: several files are merged",
                "'nothing\nto see\n';trace.txt:1: not of the form",
                "'# tracer: nop\n#\n';trace.txt:2: the trace has headers and no event",
                "'a-1 [000] d..1. 1.000000: timer_start: x=1\n';trace.txt:1: none of its 1 events",
                "'a-1 [000] d..1. 123456789012: tlb_flush: pages:1 reason:x (3)\n';trace.txt:1: times without seconds",
                "'a-1 [000] d..1. 1.000000: tlb_flush: nothing\n';trace.txt:1: an event that does not say",
            })
    void refusesWhatHoldsNothing(String text, String complaint) {
        BadInput bad = assertThrows(BadInput.class, () -> read(text.replace("\\n", "\n")));
        assertTrue(bad.getMessage().startsWith(complaint), bad.getMessage());
    }

    @Test
    void saysHowToReadBinaryFiles() {
        assertTrue(complaint(0x28, 0xb5, 0x2f, 0xfd, 1).contains("compressed"));
        assertTrue(complaint(0x17, 8, 0x44, 't', 'r', 'a', 'c', 'i', 'n', 'g').contains("trace-cmd report"));
        assertTrue(complaint('P', 'E', 'R', 'F', 'I', 'L', 'E', '2').contains("perf script"));
    }

    private static String complaint(int... bytes) {
        byte[] file = new byte[bytes.length];
        for (int k = 0; k < file.length; k++) {
            file[k] = (byte) bytes[k];
        }
        return assertThrows(BadInput.class, () -> read(file)).getMessage();
    }

    @Test
    void leavesALineWithoutItsEndOut() throws IOException {
        assertEquals(1, read(LINE + LINE.strip()).seen().events());
        assertEquals(2, read(LINE + LINE).seen().events());
        assertEquals(2, read((LINE + LINE).replace("\n", "\r\n")).seen().events());
    }

    @Test
    void cutsLinesThatAreTooLong() throws IOException {
        TraceFile file = read(LINE + "x".repeat(3 << 20) + "\n" + LINE);
        assertEquals(2, file.seen().events());
        assertEquals(3, file.lines());
        assertEquals(List.of(new TraceFile.Unread("longer than 16384 bytes", 1, 2)), file.unread());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // 64 CPUs, the kernel's words
                "'# tracer: nop';d..1.;ipi_send_cpumask: cpumask=00000000,00000002 callsite=x callback=y+0x0;1",
                "'# tracer: nop';d..1.;ipi_raise: target_mask=00000000,00000002 (Function call interrupts);1",
                "'# tracer: nop';d..1.;ipi_send_cpumask: cpumask=4,00000000 callsite=x callback=y+0x0;34",
                "'# tracer: nop';d..1.;ipi_send_cpumask: cpumask=2 callsite=x callback=y+0x0;1",
                "'# tracer: nop';'';ipi_send_cpumask: cpumask=2 callsite=x callback=y+0x0;1",
                "'';d..1.;ipi_raise: target_mask=00000000,00000002 (Function call interrupts);1",
                // libtraceevent's list, with the flags of newer versions and without
                "'cpus=8';'';ipi_send_cpumask: cpumask=4 callsite=x callback=y+0x0;4",
                "'cpus=8';d..1.;ipi_send_cpumask: cpumask=4 callsite=x callback=y+0x0;4",
                "'';'';ipi_send_cpumask: cpumask=4 callsite=x callback=y+0x0;4",
                // several, so that none is the one
                "'cpus=8';d..1.;ipi_send_cpumask: cpumask=1,3 callsite=x callback=y+0x0;-1",
                "'# tracer: nop';d..1.;ipi_send_cpumask: cpumask=00000001,00000002 callsite=x callback=y+0x0;-1",
                "'';d..1.;ipi_send_cpumask: cpumask=1,3 callsite=x callback=y+0x0;-1",
            })
    void readsMasksAsTheirPrinterMeantThem(String header, String flags, String send, int target) throws IOException {
        TraceFile file = sending(header, flags, send);
        assertEquals(List.of(), file.unread());
        assertEquals(1, file.seen().ipiSends());
        // Only the CPU that is meant takes 1 µs and its own number of µs more.
        assertEquals(target < 0 ? 0 : 1, file.seen().ipiToBusy().count());
        if (target >= 0) {
            assertSamples(1, 1_000 + target * 1_000, file.seen().ipiToBusy());
        }
    }

    @Test
    void leavesMasksOutThatMayBeLists() throws IOException {
        TraceFile file = sending("", "d..1.", "ipi_send_cpumask: cpumask=2 callsite=x callback=y+0x0");
        assertEquals(1, file.unread().size());
        assertTrue(
                file.unread().get(0).what().contains("a mask or a list"),
                file.unread().toString());
        assertEquals(1, file.seen().ipiSends());
        assertEquals(0, file.seen().ipiToBusy().count());
    }

    /** CPU 0 sends, and each of 64 others takes an interrupt later. */
    private static TraceFile sending(String header, String flags, String send) throws IOException {
        StringBuilder text = new StringBuilder(header).append(header.isEmpty() ? "" : "\n");
        String tell = "a-9 [%03d] %s 1.%09d: %s\n";
        for (int cpu = 0; cpu < 64; cpu++) {
            text.append(tell.formatted(cpu, flags, cpu, "timer_start: x=1"));
        }
        text.append(tell.formatted(0, flags, 1_000_000, send));
        for (int cpu = 1; cpu < 64; cpu++) {
            text.append(tell.formatted(cpu, flags, 1_001_000 + cpu * 1_000, "call_function_entry: vector=251"));
        }
        return read(text.toString());
    }

    @Test
    @Timeout(600)
    @EnabledOnOs(OS.LINUX)
    void readsAPipe(@TempDir Path folder) throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        String copy = "cat src/test/resources/imported/host-ftrace.txt > \"$0\"";
        Process writer = new ProcessBuilder("sh", "-c", copy, pipe.toString()).start();
        try {
            assertEquals(239, TraceFile.read(pipe, bytes -> {}).seen().events());
            assertEquals(0, writer.waitFor());
        } finally {
            writer.destroyForcibly();
        }
    }

    private static byte[] gzip(byte[]... parts) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(part);
            }
        }
        return packed.toByteArray();
    }

    @Test
    void unpacksGzip() throws IOException {
        byte[] plain = Files.readAllBytes(Path.of("src/test/resources/imported/host-ftrace.txt"));
        byte[] packed = gzip(plain);
        assertEquals(239, read(packed).seen().events());
        byte[] first = Arrays.copyOf(plain, 4_000);
        byte[] rest = Arrays.copyOfRange(plain, 4_000, plain.length);
        // As from a pipe whose writer is slow: nothing seems to be available after the first part.
        InputStream slow =
                new SequenceInputStream(new ByteArrayInputStream(gzip(first)), new ByteArrayInputStream(gzip(rest)));
        TraceFile parts = TraceFile.read("trace.txt", new BufferedInputStream(slow), bytes -> {});
        assertEquals(239, parts.seen().events());
        assertEquals(255, parts.lines());
    }

    @Test
    void refusesGzipThatIsDamagedOrOfSomethingElse() throws IOException {
        byte[] packed = gzip(Files.readAllBytes(Path.of("src/test/resources/imported/host-ftrace.txt")));
        byte[] half = Arrays.copyOf(packed, packed.length / 2);
        String complaint = assertThrows(BadInput.class, () -> read(half)).getMessage();
        assertTrue(
                complaint.matches("trace.txt:\\d+: the compressed file is damaged or cut short there\\."), complaint);
        assertTrue(complaint(0x1f, 0x8b, 9, 9, 9).startsWith("trace.txt:1: the compressed file is damaged"));
        byte[] twice = gzip(packed);
        assertTrue(assertThrows(BadInput.class, () -> read(twice)).getMessage().contains("unpack it first"));
        byte[] binary = gzip("PERFILE2....".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(assertThrows(BadInput.class, () -> read(binary)).getMessage().contains("perf script"));
    }
}
