package dev.shootdown.testbed.profile;

import java.util.List;

/**
 * The idle states of a pCPU, shallowest first, and a deterministic rule in the spirit of Linux's menu governor: the next stay
 * is predicted to be as long as the average of the last {@code history} ones; taken is the deepest state whose target
 * residency fits into the prediction and whose exit latency, times {@code latencyFactor}, does too.
 *
 * @param history how many earlier stays are averaged
 * @param latencyFactor by how much a prediction must exceed the exit latency: the governor's performance multiplier
 */
public record IdlePolicy(List<IdleState> states, int history, double latencyFactor) {
    static IdlePolicy read(Section section) {
        int history = section.count("history", 1, 64);
        double latencyFactor = section.ratio("latency_factor", 0, 1000);
        List<IdleState> states =
                section.sections("states", 1, 16).stream().map(IdleState::read).toList();
        for (int i = 1; i < states.size(); i++) {
            if (states.get(i).exitLatency() < states.get(i - 1).exitLatency()
                    || states.get(i).targetResidency() < states.get(i - 1).targetResidency()) {
                throw section.bad("states", "is not in order (shallowest first is expected)");
            }
        }
        section.done();
        return new IdlePolicy(states, history, latencyFactor);
    }

    /** The index of the state for a stay predicted to last so many cycles; the shallowest if none fits. */
    public int pick(long predicted) {
        int picked = 0;
        for (int i = 1; i < states.size(); i++) {
            IdleState state = states.get(i);
            if (state.targetResidency() <= predicted && state.exitLatency() * latencyFactor <= predicted) {
                picked = i;
            }
        }
        return picked;
    }
}
