package dev.shootdown.testbed.profile;

/** What a guest thread does to its address space that needs a shootdown. */
public enum Operation {
    /** Unmaps and frees; holds mmap_sem for writing, so that other users of the address space sleep. */
    MUNMAP(true, true),
    /** madvise(MADV_DONTNEED): frees the pages, keeps the mapping; mmap_sem for reading. */
    MADVISE(false, true),
    /** Takes permissions away; frees nothing; mmap_sem for writing. */
    MPROTECT(true, false);

    private final boolean exclusive;
    private final boolean freesPages;

    Operation(boolean exclusive, boolean freesPages) {
        this.exclusive = exclusive;
        this.freesPages = freesPages;
    }

    /** Whether it holds mmap_sem for writing. */
    public boolean exclusive() {
        return exclusive;
    }

    public boolean freesPages() {
        return freesPages;
    }
}
