package dev.shootdown.explore;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.TlbGeometry;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What schedules run on: small machines of random size with a random subset of the features. Small, because what can go
 * wrong between many goes wrong between few; random, because a feature can hide what another one shows. Overlapping
 * operations are in most machines, since little goes wrong without.
 *
 * <p>Two machines of three are plain: mostly two vCPUs, and seldom a feature that hides others. What a bug needs is seldom
 * more than two features beside overlapping operations, and everything else a machine can do takes steps from it: with
 * migration, a third vCPU or a second address space there, the same bug is found two to six times less often. The third
 * machine is crowded, for whatever needs more.
 */
final class Settings {
    private Settings() {}

    static Scope draw(Dice dice) {
        return dice.oneIn(3) ? crowded(dice) : plain(dice);
    }

    /**
     * Two vCPUs, seldom three. Of the features those are frequent that change what the CPUs see of one another's work; those
     * that only add ways to wait or to forget are rare. A machine can use what it has: walks have a page table to walk, a
     * page that moves has a place to go, and where stores wait there is often a second space, so that masks change.
     */
    private static Scope plain(Dice dice) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Feature feature : Feature.values()) {
            if (dice.below(16) < sixteenthsOfPlain(feature)) {
                features.add(feature);
            }
        }
        if (features.contains(Feature.WALKERS)) {
            features.add(Feature.TABLES);
        }
        int vcpus = dice.oneIn(8) ? 3 : 2;
        int pcpus = 2 + dice.below(vcpus - 1);
        int spaces = dice.oneIn(features.contains(Feature.STORE_BUFFERS) ? 2 : 4) ? 2 : 1;
        int pages = features.contains(Feature.MOVE_PAGE) || dice.oneIn(2) ? 2 : 1;
        int frames = 1 + dice.below(2);
        int tables = features.contains(Feature.TABLES) ? 1 : 0;
        return Scope.small(vcpus, pcpus, spaces, pages, frames, tables, features);
    }

    /** How many plain machines of sixteen have the feature. */
    private static int sixteenthsOfPlain(Feature feature) {
        return switch (feature) {
            case CONCURRENT -> 12;
            case STORE_BUFFERS -> 8;
            case LAZY, TABLES -> 5;
            case MIGRATE, WALKERS, EMULATION, MOVE_PAGE -> 4;
            case HALT, IRQS_OFF, PROTECT, EVICT, MOVE_THREAD -> 1;
        };
    }

    /**
     * Two vCPUs, two pages and one frame are as frequent as all the larger sizes. Features that add many steps and few
     * mistakes are in few.
     */
    private static Scope crowded(Dice dice) {
        List<Integer> vms = vcpusOfVms(dice);
        int vcpus = vms.stream().mapToInt(Integer::intValue).sum();
        int pcpus = dice.oneIn(8) ? 1 : dice.oneIn(2) ? 2 : 2 + dice.below(vcpus - 1);
        int pages = dice.oneIn(2) ? 1 : dice.oneIn(8) ? 3 : 2;
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Feature feature : Feature.values()) {
            if (dice.below(16) < sixteenthsOfCrowded(feature)) {
                features.add(feature);
            }
        }
        int tables = features.contains(Feature.TABLES) ? 1 + dice.below(2) : 0;
        int spaces = dice.oneIn(3) ? 2 : 1;
        int frames = dice.oneIn(2) ? 1 : 1 + dice.below(pages + 1);
        int ceiling = dice.oneIn(3) ? dice.below(pages) : pages;
        return new Scope(vms, pcpus, spaces, pages, frames, tables, pages, ceiling, TlbGeometry.UNBOUNDED, features);
    }

    private static List<Integer> vcpusOfVms(Dice dice) {
        int draw = dice.below(16);
        if (draw < 9) {
            return List.of(2);
        }
        return draw < 13 ? List.of(3) : draw < 14 ? List.of(4) : draw < 15 ? List.of(2, 1) : List.of(2, 2);
    }

    /** How many crowded machines of sixteen have the feature. */
    private static int sixteenthsOfCrowded(Feature feature) {
        return switch (feature) {
            case CONCURRENT -> 12;
            case MIGRATE -> 7;
            case EVICT, PROTECT, HALT, MOVE_THREAD, IRQS_OFF -> 3;
            default -> 5;
        };
    }
}
