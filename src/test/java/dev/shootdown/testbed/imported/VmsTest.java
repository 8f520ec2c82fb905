package dev.shootdown.testbed.imported;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shootdown.trace.host.TraceFile;
import dev.shootdown.trace.host.VcpuThread;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class VmsTest {
    private final StringBuilder text = new StringBuilder();
    private int number;

    /** A thread runs a vCPU, and its guest writes MSRs so often. */
    private void thread(String task, int vcpu, int writes) {
        for (int k = 0; k <= writes; k++) {
            String head = "%s [%03d] %d.000000: kvm:".formatted(task, vcpu, ++number);
            text.append(head).append("kvm_exit: vcpu ").append(vcpu).append(" reason MSR_WRITE rip 0x0\n");
            text.append(head).append("kvm_entry: vcpu ").append(vcpu).append(", rip 0x0\n");
        }
    }

    private List<List<Integer>> tasks(int guestCpus) throws IOException {
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        List<VcpuThread> threads = TraceFile.read("t", new ByteArrayInputStream(bytes), read -> {})
                .seen()
                .vcpus();
        return Vms.of(threads, guestCpus).stream()
                .map(vm -> vm.threads().stream().map(VcpuThread::task).toList())
                .toList();
    }

    @Test
    void tellsVmsApartByProcess() throws IOException {
        thread("a 9/20", 0, 0);
        thread("a 8/21", 1, 3);
        thread("a 9/22", 1, 0);
        assertEquals(List.of(List.of(21), List.of(20, 22)), tasks(0));
        assertEquals(List.of(List.of(20, 22), List.of(21)), tasks(2));
    }

    @Test
    void tellsVmsApartByWhereNumbersBeginAnew() throws IOException {
        thread("a-30", 0, 0);
        thread("a-31", 1, 0);
        thread("a-40", 0, 1);
        thread("a-45", 1, 1);
        thread("a-50", 0, 0);
        assertEquals(List.of(List.of(40, 45), List.of(30, 31), List.of(50)), tasks(0));
        assertEquals(List.of(List.of(50), List.of(40, 45), List.of(30, 31)), tasks(1));
        assertEquals(List.of(List.of(40, 45), List.of(30, 31), List.of(50)), tasks(2), "two have two vCPUs");
    }
}
