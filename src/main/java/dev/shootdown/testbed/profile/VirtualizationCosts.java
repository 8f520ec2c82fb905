package dev.shootdown.testbed.profile;

/**
 * What KVM and the hardware under it cost; in cycles unless said otherwise. Handling costs exclude the exit and the entry
 * around them, but for {@code icrWrite}, which was published as a whole.
 *
 * @param vmExit from the guest's instruction to KVM's handler: hardware, registers, kvm_exit
 * @param vmEntry from KVM's decision to the guest's next instruction: requests, interrupts off, hardware
 * @param hypercall decoding and dispatching a hypercall
 * @param icrWrite a write of the interrupt command register for one target: the exit as a whole, from the guest's instruction
 *     to its next one, {@code vmExit} and {@code vmEntry} included
 * @param icrTarget what each further target of the same write adds
 * @param externalInterruptExit handling an exit for a host interrupt, apart from that interrupt's own handler
 * @param injectInterrupt finding the highest virtual interrupt and preparing its injection
 * @param postedInterrupts whether a running vCPU takes a virtual interrupt without an exit
 * @param postedDelivery a posted interrupt from the notification's arrival to the guest's handler
 * @param ipiVirtualization whether the sender of a virtual IPI to a running vCPU needs no exit
 * @param ipiTargetsPerExit to how many targets one write of the command register can send
 * @param hltExit handling an exit for HLT until the vCPU thread sleeps
 * @param haltPoll how long a halted vCPU polls before it sleeps; 0 for not at all
 * @param invvpid one INVVPID, single context or address
 * @param invept one INVEPT, single context
 * @param vcpuLoad loading a vCPU on a pCPU, same one as last time: MSRs, FPU, timers
 * @param vcpuMove what loading costs more on another pCPU than last time: VMCLEAR there, VMPTRLD here
 * @param sharedWordUpdate a locked update of the word a paravirtual scheme shares with the guest, at entry or exit
 * @param requestCheck serving one request bit before entry, apart from what it asks for
 */
public record VirtualizationCosts(
        long vmExit,
        long vmEntry,
        long hypercall,
        long icrWrite,
        long icrTarget,
        long externalInterruptExit,
        long injectInterrupt,
        boolean postedInterrupts,
        long postedDelivery,
        boolean ipiVirtualization,
        int ipiTargetsPerExit,
        long hltExit,
        long haltPoll,
        long invvpid,
        long invept,
        long vcpuLoad,
        long vcpuMove,
        long sharedWordUpdate,
        long requestCheck) {
    static VirtualizationCosts read(Section section) {
        VirtualizationCosts costs = new VirtualizationCosts(
                section.cycles("vm_exit"),
                section.cycles("vm_entry"),
                section.cycles("hypercall"),
                section.cycles("icr_write"),
                section.cycles("icr_target"),
                section.cycles("external_interrupt_exit"),
                section.cycles("inject_interrupt"),
                section.flag("posted_interrupts"),
                section.cycles("posted_delivery"),
                section.flag("ipi_virtualization"),
                section.count("ipi_targets_per_exit", 1, Scenario.MAX_CPUS),
                section.cycles("hlt_exit"),
                section.cycles("halt_poll"),
                section.cycles("invvpid"),
                section.cycles("invept"),
                section.cycles("vcpu_load"),
                section.cycles("vcpu_move"),
                section.cycles("shared_word_update"),
                section.cycles("request_check"));
        if (costs.icrWrite < costs.vmExit + costs.vmEntry) {
            throw section.bad(
                    "icr_write",
                    "is " + costs.icrWrite + " cycles, less than the exit and the entry that are part of it (at least "
                            + (costs.vmExit + costs.vmEntry) + " are expected)");
        }
        section.done();
        return costs;
    }

    /** From a guest's write of the command register until so many targets have their interrupt; the entry follows. */
    public long icrExit(int targets) {
        return icrWrite - vmEntry + (targets - 1) * icrTarget;
    }
}
