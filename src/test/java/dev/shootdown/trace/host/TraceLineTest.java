package dev.shootdown.trace.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.trace.host.TraceLine.Trouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceLineTest {
    private final TraceLine line = new TraceLine();

    private TraceLine read(String text) {
        assertEquals(Trouble.NONE, line.parse(text), text);
        return line;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "       qemu-4711    [003] d..1 83184.290326: kvm_entry: vcpu 2",
                "       qemu-4711    [003] d..1. 83184.290326: kvm_entry: vcpu 2, rip 0xffffffff81000000",
                "       qemu-4711    ( 4700) [003] d..1.. 83184.290326: kvm_entry: vcpu 2, rip 0x0 [immediate exit]",
                "       qemu-4711    (-----) [003] .N.1 83184.290326: kvm_entry: vcpu 2",
                "            qemu-4711  [003] 83184.290326: kvm_entry:            vcpu 2, rip 0x1",
                "CPU 2/KVM-4711  [003]  83184.290326: kvm_entry: vcpu 2",
                "           <...>-4711  [003]  83184.290326: kvm_entry: vcpu 2",
                "       CPU 2/KVM  4711 [003] 83184.290326:            kvm:kvm_entry: vcpu 2, rip 0x1",
                "       CPU 2/KVM  4700/4711  [003] 83184.290326:      kvm:kvm_entry: vcpu 2, rip 0x1",
                "a [b] c-d-4711 [003] d..1 83184.290326: kvm_entry: vcpu 2",
                "x [007] y-4711 [003] d..1 83184.290326: kvm_entry: vcpu 2",
                "a ==> b-4711 [003] 83184.290326: kvm_entry: vcpu 2",
                "-4711 [003] 83184.290326: kvm_entry: vcpu 2",
            })
    void readsEveryProgramsForm(String text) {
        read(text);
        assertEquals(3, line.cpu());
        assertEquals(4711, line.task());
        assertEquals(83_184_290_326_000L, line.nanos());
        assertEquals(EventKind.KVM_ENTRY, line.kind());
        assertEquals(2, line.value("vcpu "));
    }

    @Test
    void tellsProcessesWhereTheLineDoes() {
        assertEquals(
                4700, read("q 4700/4711 [003] 1.000001: kvm:kvm_entry: vcpu 0").group());
        assertEquals(
                4700,
                read("q-4711 ( 4700) [003] d..1 1.000001: kvm_entry: vcpu 0").group());
        assertEquals(
                TraceLine.UNKNOWN,
                read("q-4711 [003] d..1 1.000001: kvm_entry: vcpu 0").group());
    }

    @ParameterizedTest
    @CsvSource({"12.000000001,12000000001,9", "12.5,12500000000,1", "12.000001,12000001000,6", "0.000000,0,6"})
    void readsTimesOfEveryPrecision(String time, long nanos, int decimals) {
        read("a-1 [000] " + time + ": tlb_flush: pages:1 reason:local mm shootdown (3)");
        assertEquals(nanos, line.nanos());
        assertEquals(decimals, line.decimals());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-1 [000] d..1 123456789012345: kvm_entry: vcpu 0",
                "a-1 [000] 12: kvm_entry: vcpu 0",
                "a-1 [000] d..1 99999999999999999999999999: kvm_entry: vcpu 0",
            })
    void refusesClocksWithoutSeconds(String text) {
        assertEquals(Trouble.CLOCK, line.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[]",
                "[003]",
                "a-1 [003] ",
                "a-1 [003] d..1",
                "a-1 [003] d..1 1.",
                "a-1 [003] d..1 1.0",
                "a-1 [003] d..1 1.000000:",
                "a-1 [003] d..1 1.000000: ",
                "a-1 [003] d..1 1.000000: kvm_entry",
                "a-1 [99999] 1.000000: kvm_entry: vcpu 0",
                "a-1 [003] d..1 1.0000000000: kvm_entry: vcpu 0",
                "  ffffffff81064f22 flush_tlb_func+0x12 ([kernel.kallsyms])",
                "a-1 [003] d..1 1.000000: flush_tlb_func <-smp_call_function",
            })
    void refusesWhatIsNoEvent(String text) {
        assertEquals(Trouble.SHAPE, line.parse(text));
    }

    @Test
    void readsPayloadsKeyByKey() {
        read("q-1 [000] 1.000000: kvm_exit: vcpu 3 reason MSR_WRITE rip 0xffffffff8106e4f2 info1 0x0000000000000000"
                + " info2 0x0 intr_info 0x00000000 error_code 0x00000000 requests 0x1 brand_new 7");
        assertEquals("MSR_WRITE", line.word("reason "));
        assertEquals(3, line.value("vcpu "));
        assertEquals(0xffffffff8106e4f2L, line.value("rip "));
        assertNull(line.word("absent "));
        assertEquals(Long.MIN_VALUE, line.value("reason "));
        read("q-1 [000] 1.000000: tlb_flush: pages:-1 reason:remote ipi send (4)");
        assertEquals(-1, line.value("pages:"));
        assertEquals(4, line.reason());
        read("q-1 [000] 1.000000: csd_function_entry: func=flush_tlb_func, csd=00000000d1c9b9c5");
        assertEquals(0xd1c9b9c5L, line.csd());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-5 [001] d..2. 1.000000: sched_switch: prev_comm=a prev_pid=5 prev_prio=120 prev_state=R+ ==> next_comm=b"
                        + " next_pid=6 next_prio=120",
                "a-5 [001] 1.000000: sched_switch: prev_comm=x prev_pid=1 y prev_pid=5 prev_prio=120 prev_state=R ==>"
                        + " next_comm=p next_pid=9 next_pid=6 next_prio=120",
                "a-5 [001] 1.000000: sched_switch: a:5 [120] R ==> b:6 [120]",
                "a-5 [001] 1.000000: sched_switch: CPU 0/KVM:5 [120] R+ ==> x ==> y:6 [120]",
                "a 5 [001] 1.000000: sched:sched_switch: prev_comm=a prev_pid=5 prev_prio=120 prev_state=R ==> next_comm=b:1"
                        + " next_pid=6 next_prio=120",
            })
    void readsSwitchesWhateverTasksAreCalled(String text) {
        assertTrue(read(text).parseSwitch(), text);
        assertEquals(5, line.previous());
        assertEquals(6, line.following());
        assertTrue(line.previousRunnable());
    }

    @Test
    void refusesHalfASwitch() {
        String whole =
                "a-5 [001] 1.000000: sched_switch: prev_comm=a prev_pid=5 prev_prio=120 prev_state=S ==> next_comm=b"
                        + " next_pid=6 next_prio=120";
        assertTrue(read(whole).parseSwitch());
        assertFalse(line.previousRunnable());
        int payload = whole.indexOf("prev_comm");
        int enough = whole.indexOf("next_pid=6") + "next_pid=6".length();
        for (int cut = payload; cut < enough; cut++) {
            assertFalse(read(whole.substring(0, cut)).parseSwitch(), whole.substring(0, cut));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00000000|00000010,KERNEL,4",
        "00000001|00000000,KERNEL,32",
        "00000001|00000000,LIBTRACEEVENT,32",
        "4|00000000,UNKNOWN,34",
        "f,KERNEL,-1",
        "4,KERNEL,2",
        "4,LIBTRACEEVENT,4",
        "4,UNKNOWN,-2",
        "04,LIBTRACEEVENT,2",
        "04,UNKNOWN,2",
        "80000000,UNKNOWN,31",
        "0-3,LIBTRACEEVENT,-1",
        "0|2,LIBTRACEEVENT,-1",
        "0|2,KERNEL,-1",
        "0|2,UNKNOWN,-1",
        "80,LIBTRACEEVENT,80",
        "00000000,KERNEL,-1",
        "zz,KERNEL,-1",
        "a,LIBTRACEEVENT,-1",
        "8,LIBTRACEEVENT,8",
        "000000ff,LIBTRACEEVENT,-1"
    })
    void knowsBitmasksAndLists(String text, CpuMask.Printer printer, int cpu) {
        assertEquals(cpu, CpuMask.single(text.replace('|', ','), printer));
    }

    @ParameterizedTest
    @CsvSource({
        "reason:remote ipi send (4),4",
        "reason:remote ipi send (3),4",
        "reason:remote ipi send,4",
        "reason:local MM shootdown (3),3",
        "reason:local shootdown (7),2",
        "reason:flush on task switch (4),0",
        "reason:remote ipi sends (5),5",
        "reason:something new (9),9",
        "reason:something new,-1"
    })
    void believesTheTextOfAReasonFirst(String payload, int reason) {
        assertEquals(
                reason,
                read("q-1 [000] 1.000000: tlb_flush: pages:1 " + payload).reason());
    }
}
