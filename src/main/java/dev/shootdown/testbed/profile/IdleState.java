package dev.shootdown.testbed.profile;

/**
 * A state in which a pCPU with nothing to do rests.
 *
 * @param name as the vendor calls it
 * @param exitLatency cycles from the waking event to the first instruction
 * @param targetResidency the shortest stay that pays, in cycles
 * @param losesTlb whether the TLB is empty afterwards
 */
public record IdleState(String name, long exitLatency, long targetResidency, boolean losesTlb) {
    static IdleState read(Section section) {
        IdleState state = new IdleState(
                section.word("name"),
                section.cycles("exit_latency"),
                section.cycles("target_residency"),
                section.flag("loses_tlb"));
        section.done();
        return state;
    }
}
