package dev.shootdown.machine;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How large a machine is and what it can do: the constants of {@code spec/State.tla}.
 *
 * @param vcpusOfVm vCPUs of each VM; vCPUs are numbered through all VMs
 * @param pcpus physical CPUs
 * @param spaces address spaces of each VM; the vCPUs start in the first
 * @param pages virtual pages of each address space
 * @param frames page frames of each VM
 * @param tables frames of each VM that can serve as page-table pages
 * @param window pages between the first and the last page that one operation may change
 * @param flushCeiling pages from the first to the last changed one above which everything is flushed
 *     ({@code tlb_single_page_flush_ceiling}, 33 in Linux)
 * @param tlb how TLB entries are stored
 * @param features what is switched on
 */
public record Scope(
        List<Integer> vcpusOfVm,
        int pcpus,
        int spaces,
        int pages,
        int frames,
        int tables,
        int window,
        int flushCeiling,
        TlbGeometry tlb,
        Set<Feature> features) {

    /** The most vCPUs, and the most pCPUs, that a machine may have. */
    public static final int MOST_CPUS = 4096;

    /** The most address spaces of a VM. */
    public static final int MOST_SPACES = 1024;

    /** The most pages of an address space and the most frames of a machine: they must fit into a step. */
    public static final int MOST_PAGES = 1 << 22;

    public Scope {
        vcpusOfVm = List.copyOf(vcpusOfVm);
        features = Collections.unmodifiableSet(
                features.isEmpty() ? EnumSet.noneOf(Feature.class) : EnumSet.copyOf(features));
        long vcpus = 0;
        for (int n : vcpusOfVm) {
            vcpus += between("vCPUs of a VM", n, 1, MOST_CPUS);
        }
        between("vCPUs", vcpus, 1, MOST_CPUS);
        between("pCPUs", pcpus, 1, MOST_CPUS);
        between("address spaces of a VM", spaces, 1, MOST_SPACES);
        between("pages of an address space", pages, 1, MOST_PAGES);
        between("frames of all VMs", (long) frames * vcpusOfVm.size(), 1, MOST_PAGES);
        between("page-table pages of all VMs", (long) tables * vcpusOfVm.size(), 0, 1 << 16);
        if (!tlb.unbounded()) {
            String what = "pages of an address space, with " + tlb.sets() + " set(s) of a TLB to tell them apart,";
            between(what, pages, 1, (long) tlb.sets() << Tlb.PAGE_BITS);
        }
        between("pages that one operation may span", window, 1, pages);
        between("flush ceiling", flushCeiling, 0, MOST_PAGES);
        if (features.contains(Feature.TABLES) && tables == 0) {
            throw new BadInput("feature tables needs at least one page-table page");
        }
    }

    /** One VM at the scale of a model, every pair of CPU and page stored: what the specification describes. */
    public static Scope small(
            int vcpus, int pcpus, int spaces, int pages, int frames, int tables, Set<Feature> features) {
        return new Scope(
                List.of(vcpus), pcpus, spaces, pages, frames, tables, pages, pages, TlbGeometry.UNBOUNDED, features);
    }

    public int vms() {
        return vcpusOfVm.size();
    }

    public int vcpus() {
        int sum = 0;
        for (int n : vcpusOfVm) {
            sum += n;
        }
        return sum;
    }

    public boolean has(Feature feature) {
        return features.contains(feature);
    }

    private static long between(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new BadInput(what + " must be between " + least + " and " + most + ", not " + value);
        }
        return value;
    }
}
