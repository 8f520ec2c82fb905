package dev.shootdown.testbed.profile;

/**
 * Work of the host that has nothing to do with the VMs and comes at random on every pCPU.
 *
 * @param name for people
 * @param interval cycles from the end of one piece to the start of the next, per pCPU
 * @param length cycles of one piece
 * @param interruptsOff whether the pCPU takes no interrupt meanwhile; otherwise it is a thread that preempts a vCPU
 */
public record BackgroundWork(String name, Distribution interval, Distribution length, boolean interruptsOff) {
    static BackgroundWork read(Section section) {
        BackgroundWork work = new BackgroundWork(
                section.word("name"),
                Distributions.cycles(section.section("interval"), 1),
                Distributions.cycles(section.section("length"), 0),
                section.flag("interrupts_off"));
        section.done();
        return work;
    }
}
