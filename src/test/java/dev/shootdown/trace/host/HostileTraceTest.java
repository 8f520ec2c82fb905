package dev.shootdown.trace.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, reading it ends in numbers or in one sentence, and in bounded memory. */
class HostileTraceTest {
    private static final List<String> FRAGMENTS = List.of(
            "q-1 [000] d..1. 1.000000: ",
            "kvm_exit: ",
            "kvm_entry: ",
            "vcpu 0 ",
            "vcpu 99999999999 ",
            "reason HLT ",
            "reason ",
            "sched_switch: ",
            "prev_comm=a prev_pid=1 prev_prio=120 prev_state=R ==> next_comm=b next_pid=0 next_prio=120",
            "a:1 [120] R ==> b:2 [120]",
            " ==> ",
            "[",
            "]",
            ":",
            "tlb_flush: pages:",
            "-1 ",
            "1 ",
            "reason:x (4)",
            "(",
            ")",
            "csd_queue_cpu: cpu=1 callsite=a func=flush_tlb_func csd=00",
            "csd_function_exit: func=flush_tlb_func, csd=00",
            "csd_function_entry: func=flush_tlb_func, csd=00",
            "ipi_send_cpu: cpu=",
            "ipi_send_cpumask: cpumask=",
            "0-3",
            "ffffffff,ffffffff ",
            "\n",
            "\r\n",
            "\r",
            "\0",
            "q 1/2 [001] 1.000001: kvm:",
            "9999999999.999999999: ",
            "CPU:",
            "[LOST 9999999999999999999 EVENTS]",
            "[LOST 5 EVENTS]",
            "CPU:0 ",
            "cpus=99999",
            "#P:9",
            "# ",
            "kvm_hypercall: nr 0x",
            "kvm_msr: msr_write 830 = 0x1",
            "kvm_apic_ipi: ",
            "call_function_entry: vector=1",
            "call_function_exit: vector=1",
            "reschedule_entry: vector=1",
            "\u00e9",
            "\u00ff",
            "65535",
            "0x",
            "q-2 [65535] 2.000000: ");

    private static void mustEndWell(byte[] bytes) throws IOException {
        try {
            TraceFile read = TraceFileTest.read(bytes);
            assertTrue(read.seen().isOfUse());
            assertTrue(read.seen().usedEvents() > 0);
            assertTrue(read.seen().seenTotal() >= 0);
        } catch (BadInput e) {
            assertFalse(e.getMessage().contains("\n"), e.getMessage());
            assertTrue(e.getMessage().startsWith("trace.txt:"), e.getMessage());
        }
    }

    @Property(tries = 1000)
    void survivesAnyBytes(@ForAll @Size(max = 400) byte[] bytes) throws IOException {
        mustEndWell(bytes);
    }

    @Property(tries = 3000)
    void survivesPiecesOfEvents(@ForAll("fragments") List<String> fragments) throws IOException {
        mustEndWell(String.join("", fragments).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Property(tries = 500)
    void survivesRealTracesWithPiecesReplaced(
            @ForAll @IntRange(max = 2) int which,
            @ForAll @IntRange(max = 40_000) int from,
            @ForAll @IntRange(max = 60) int length,
            @ForAll("fragments") List<String> fragments)
            throws IOException {
        String name = List.of("host-ftrace.txt", "guest-trace-cmd.txt", "host-perf.txt")
                .get(which);
        String text = Files.readString(Path.of("src/test/resources/imported", name), StandardCharsets.ISO_8859_1);
        int start = Math.min(from, text.length());
        int end = Math.min(start + length, text.length());
        mustEndWell((text.substring(0, start) + String.join("", fragments) + text.substring(end))
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    @Provide
    Arbitrary<List<String>> fragments() {
        return Arbitraries.of(FRAGMENTS).list().ofMaxSize(60);
    }

    /** Lines without end, made while they are read: each of another task, CPU, exit reason and request. */
    private static final class Endless extends InputStream {
        private static final int REPEATED = 4096;

        private final byte[] block;
        private long left;
        private int at;
        private boolean marked;

        Endless(long bytes) {
            StringBuilder text = new StringBuilder();
            for (int k = 0; k < REPEATED; k++) {
                int pid = 1000 + 7 * k;
                String head = "CPU %d/KVM-%d [%03d] d..1. %d.%06d: ".formatted(k, pid, k % 512, 100 + k, k);
                text.append(head)
                        .append("kvm_exit: vcpu ")
                        .append(k)
                        .append(" reason R")
                        .append(k)
                        .append(" rip 0x1\n");
                text.append(head)
                        .append("kvm_hypercall: nr 0x")
                        .append(Integer.toHexString(k))
                        .append(" a0 0x0\n");
                text.append(head).append("kvm_entry: vcpu ").append(k).append(", rip 0x1\n");
                text.append(head).append("tlb_flush: pages:").append(k).append(" reason:remote ipi send (4)\n");
                for (int target = 0; target < 3; target++) {
                    text.append(head)
                            .append("csd_queue_cpu: cpu=1 callsite=x func=flush_tlb_func csd=")
                            .append(Integer.toHexString(64 * (3 * k + target)))
                            .append('\n');
                }
                text.append(head)
                        .append(
                                "sched_switch: prev_comm=x prev_pid=%d prev_prio=120 prev_state=S ==> next_comm=y next_pid=%d"
                                        .formatted(pid, pid + 1))
                        .append(" next_prio=120\n");
            }
            block = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            left = bytes;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int n = Math.min(length, block.length - at);
            System.arraycopy(block, at, into, offset, n);
            at = (at + n) % block.length;
            left -= marked ? 0 : n;
            return n;
        }

        @Override
        public boolean markSupported() {
            return true;
        }

        @Override
        public synchronized void mark(int limit) {
            marked = true;
        }

        @Override
        public synchronized void reset() {
            marked = false;
            at = 0;
        }
    }

    @Test
    void keepsNoMoreOfAHugeFileThanOfALargeOne() throws IOException {
        long[] told = {0, 0};
        TraceFile read = TraceFile.read("trace.txt", new Endless(200L << 20), bytes -> {
            told[0]++;
            told[1] = bytes;
        });
        assertTrue(read.bytes() >= 200L << 20, read.bytes() + " bytes");
        assertTrue(read.lines() > 2_000_000, read.lines() + " lines");
        assertEquals(read.bytes(), told[1]);
        assertTrue(told[0] > 30, told[0] + " reports");
        Observations seen = read.seen();
        assertEquals(Observations.MOST_THREADS, seen.vcpus().size());
        assertTrue(seen.isFull());
        assertEquals(Observations.MOST_REASONS + 1, seen.exits().size());
        assertEquals(Observations.MOST_REASONS, seen.hypercalls().size());
        assertEquals(Observer.MOST_REQUESTS, read.observer().pending());
        assertEquals(512, seen.cpuCount());
        assertTrue(seen.backwards() > 0);
    }
}
