package dev.shootdown.testbed.profile;

/**
 * What the host kernel's own work costs, in cycles.
 *
 * @param ipiSend queueing a call and writing the command register
 * @param ipiSameCore from that write to the start of the handler: the sibling hardware thread
 * @param ipiSameSocket the same: another core of the socket
 * @param ipiCrossSocket the same: the other socket
 * @param interruptEntryExit a host interrupt taken and returned from, without the handler's own work
 * @param callAck freeing the call's slot until the caller sees it: a cache line moving
 * @param callLocal running the handler on the caller's own pCPU with interrupts off, apart from the handler's own work
 * @param wakeUp try_to_wake_up: choosing a pCPU, queueing the thread there, on the waker's pCPU
 * @param contextSwitch from the decision to the next thread's first instruction
 * @param migrate moving a waiting thread to another run queue
 * @param tick the scheduler tick's handler on a busy pCPU
 */
public record HostCosts(
        long ipiSend,
        long ipiSameCore,
        long ipiSameSocket,
        long ipiCrossSocket,
        long interruptEntryExit,
        long callAck,
        long callLocal,
        long wakeUp,
        long contextSwitch,
        long migrate,
        long tick) {
    static HostCosts read(Section section) {
        HostCosts costs = new HostCosts(
                section.cycles("ipi_send"),
                section.cycles("ipi_same_core"),
                section.cycles("ipi_same_socket"),
                section.cycles("ipi_cross_socket"),
                section.cycles("interrupt_entry_exit"),
                section.cycles("call_ack"),
                section.cycles("call_local"),
                section.cycles("wake_up"),
                section.cycles("context_switch"),
                section.cycles("migrate"),
                section.cycles("tick"));
        section.done();
        return costs;
    }

    /** From the write of the command register on one pCPU to the start of the handler on another. */
    public long ipiLatency(Topology topology, int from, int to) {
        if (topology.core(from) == topology.core(to)) {
            return ipiSameCore;
        }
        return topology.socket(from) == topology.socket(to) ? ipiSameSocket : ipiCrossSocket;
    }
}
