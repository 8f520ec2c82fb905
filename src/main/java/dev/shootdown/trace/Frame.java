package dev.shootdown.trace;

import java.util.List;

/**
 * How things stand after a step, taken apart for who draws it.
 *
 * @param step the step that led here; empty for the first state
 * @param actor the place of the CPU that took it in the list of lanes, or -1
 * @param named the places of the other CPUs that it names
 * @param places how things stand at each CPU, in the order of the lanes
 * @param memory page tables and frames, or what else belongs to no CPU
 * @param bug what would be otherwise after this step without the planted bug, without a full stop; empty if nothing
 */
public record Frame(String step, int actor, List<Integer> named, List<Place> places, List<Word> memory, String bug) {
    public Frame {
        named = List.copyOf(named);
        places = List.copyOf(places);
        memory = List.copyOf(memory);
    }

    /**
     * One CPU.
     *
     * @param mode what its lane is drawn as: {@code out}, {@code host}, {@code guest}; a pCPU is {@code idle} or {@code
     *     loaded}; anything else is drawn plain
     */
    public record Place(String mode, List<Word> words) {
        public Place {
            words = List.copyOf(words);
        }
    }
}
