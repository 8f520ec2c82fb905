package dev.shootdown.explore;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.TlbGeometry;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What schedules run on: small machines of random size with a random subset of the features. Small, because what can go
 * wrong between many goes wrong between few; random, because a feature can hide what another one shows.
 */
final class Settings {
    private Settings() {}

    static Scope draw(Dice dice) {
        List<Integer> vms = vcpusOfVms(dice);
        int vcpus = vms.stream().mapToInt(Integer::intValue).sum();
        int pcpus = dice.oneIn(8) ? 1 : 2 + dice.below(vcpus - 1);
        int pages = dice.oneIn(2) ? 1 : 2 + dice.below(2);
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Feature feature : Feature.values()) {
            if (dice.oneIn(2)) {
                features.add(feature);
            }
        }
        int tables = features.contains(Feature.TABLES) ? 1 + dice.below(2) : 0;
        int spaces = dice.oneIn(3) ? 2 : 1;
        int frames = 1 + dice.below(pages + 1);
        int ceiling = dice.oneIn(3) ? dice.below(pages) : pages;
        return new Scope(vms, pcpus, spaces, pages, frames, tables, pages, ceiling, TlbGeometry.UNBOUNDED, features);
    }

    private static List<Integer> vcpusOfVms(Dice dice) {
        return switch (dice.below(8)) {
            case 0, 1, 2 -> List.of(2);
            case 3, 4 -> List.of(3);
            case 5 -> List.of(4);
            case 6 -> List.of(2, 1);
            default -> List.of(2, 2);
        };
    }
}
