package dev.shootdown.testbed.profile;

/**
 * The data TLB of one hardware thread, for 4 KiB pages, and what missing it costs. Walk costs in cycles.
 *
 * @param stlbHit first level missed, second level hit
 * @param nestedWalk both levels missed under EPT: the walk of guest tables through host tables
 */
public record TlbGeometry(int l1Entries, int stlbEntries, int stlbWays, long stlbHit, long nestedWalk) {
    static TlbGeometry read(Section section) {
        TlbGeometry tlb = new TlbGeometry(
                section.count("l1_entries", 1, 1 << 16),
                section.count("stlb_entries", 1, 1 << 20),
                section.count("stlb_ways", 1, 1 << 20),
                section.cycles("stlb_hit"),
                section.cycles("nested_walk"));
        requireSets(section, "stlb_ways", tlb.stlbEntries, tlb.stlbWays);
        section.done();
        return tlb;
    }

    private static void requireSets(Section section, String key, int entries, int ways) {
        if (entries % ways != 0) {
            throw section.bad(key, "does not divide the " + entries + " entries (whole sets are expected)");
        }
    }

    public int stlbSets() {
        return stlbEntries / stlbWays;
    }
}
