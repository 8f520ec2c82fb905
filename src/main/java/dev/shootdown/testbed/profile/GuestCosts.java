package dev.shootdown.testbed.profile;

/**
 * What the guest kernel's own work costs when nothing virtual is in the way; in cycles unless said otherwise.
 *
 * @param syscall entry and exit of a system call
 * @param mmapFixed a call of mmap apart from entry and exit: find a hole, make a vma
 * @param munmapFixed a call of munmap apart from entry, pages and flush: find and unlink the vma, walk tables
 * @param madviseFixed the same of madvise(MADV_DONTNEED)
 * @param mprotectFixed the same of mprotect
 * @param pteClear clearing or changing one page table entry
 * @param pageFree giving one page back: tlb_gather, put_page, the allocator
 * @param minorFault a page fault on an anonymous page: exception, allocation, zeroing, entry, return
 * @param flushFixed the local part of a flush apart from invalidations: flush_tlb_mm_range
 * @param invlpg invalidating one page
 * @param cr3Write flushing everything that is not global
 * @param flushCeilingPages above so many pages everything is flushed instead (pages)
 * @param callFixed preparing a call of other CPUs: smp_call_function_many apart from targets
 * @param callQueue queueing the request for one target
 * @param interruptEntryExit an interrupt taken and returned from, acknowledging it included
 * @param flushHandler a target's handler for one request, apart from invalidations
 * @param callAck freeing the request's slot until the initiator sees it: a cache line moving
 * @param contextSwitch the guest's scheduler changing threads, or to and from idle
 * @param tickPeriod time between timer ticks of a busy vCPU
 * @param tick the tick's handler, apart from exits
 */
public record GuestCosts(
        long syscall,
        long mmapFixed,
        long munmapFixed,
        long madviseFixed,
        long mprotectFixed,
        long pteClear,
        long pageFree,
        long minorFault,
        long flushFixed,
        long invlpg,
        long cr3Write,
        int flushCeilingPages,
        long callFixed,
        long callQueue,
        long interruptEntryExit,
        long flushHandler,
        long callAck,
        long contextSwitch,
        long tickPeriod,
        long tick) {
    static GuestCosts read(Section section) {
        GuestCosts costs = new GuestCosts(
                section.cycles("syscall"),
                section.cycles("mmap_fixed"),
                section.cycles("munmap_fixed"),
                section.cycles("madvise_fixed"),
                section.cycles("mprotect_fixed"),
                section.cycles("pte_clear"),
                section.cycles("page_free"),
                section.cycles("minor_fault"),
                section.cycles("flush_fixed"),
                section.cycles("invlpg"),
                section.cycles("cr3_write"),
                section.count("flush_ceiling_pages", 0, 1 << 20),
                section.cycles("call_fixed"),
                section.cycles("call_queue"),
                section.cycles("interrupt_entry_exit"),
                section.cycles("flush_handler"),
                section.cycles("call_ack"),
                section.cycles("context_switch"),
                section.cycles("tick_rate", 1),
                section.cycles("tick"));
        section.done();
        return costs;
    }
}
