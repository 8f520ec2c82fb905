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
 * operations are in most machines, since little goes wrong without; features that add many steps and few mistakes are in
 * few. Two vCPUs, two pages and one frame are as frequent as all the larger sizes.
 */
final class Settings {
    private Settings() {}

    static Scope draw(Dice dice) {
        List<Integer> vms = vcpusOfVms(dice);
        int vcpus = vms.stream().mapToInt(Integer::intValue).sum();
        int pcpus = dice.oneIn(8) ? 1 : dice.oneIn(2) ? 2 : 2 + dice.below(vcpus - 1);
        int pages = dice.oneIn(2) ? 1 : dice.oneIn(8) ? 3 : 2;
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Feature feature : Feature.values()) {
            if (dice.below(16) < sixteenths(feature)) {
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

    /** How many machines of sixteen have the feature. */
    private static int sixteenths(Feature feature) {
        return switch (feature) {
            case CONCURRENT -> 12;
            case MIGRATE -> 7;
            case EVICT, PROTECT, HALT, MOVE_THREAD, IRQS_OFF -> 3;
            default -> 5;
        };
    }
}
