package dev.shootdown.testbed;

import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.scheme.KvmTlb;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * The paper's twelve numbers and ours, in µs, on one line for each change of the inputs: arguments are sets of
 * {@code key=value} separated by commas. {@code -Dseeds=N} runs of each, {@code -Dseconds=S} simulated instead of the
 * scenario's.
 */
public final class AgainstPaper {
    private static final String[] SCENARIOS = {"paper-1vm", "paper-2vm"};
    private static final String[] SCHEMES = {"baseline", "kvm_tlb", "shoot4u"};
    private static final double[][] MEAN = {{166, 122, 28}, {9048, 5401, 22}};
    private static final double[][] MAX = {{24428, 9953, 453}, {194108, 126923, 15034}};

    private AgainstPaper() {}

    public static void main(String[] args) {
        int seeds = Integer.getInteger("seeds", 2);
        int seconds = Integer.getInteger("seconds", 0);
        System.out.println("paper: " + line(MEAN, MAX));
        for (String change : args.length == 0 ? new String[] {""} : args) {
            double[][] mean = new double[2][3];
            double[][] max = new double[2][3];
            for (int k = 0; k < 2; k++) {
                Scenario scenario = Profiles.scenario(SCENARIOS[k]);
                for (String pair : change.isEmpty() ? new String[0] : change.split(",")) {
                    String[] keyValue = pair.split("=");
                    scenario = scenario.with(keyValue[0], Double.parseDouble(keyValue[1]));
                }
                if (seconds > 0) {
                    scenario = scenario.lasting(
                            scenario.warmUp(),
                            Math.round(seconds * scenario.machine().clockHz()));
                }
                for (int j = 0; j < 3; j++) {
                    Histogram all = new Histogram(1L << 44, 3);
                    Set<String> bugs = j == 1 ? Set.of(KvmTlb.CMPXCHG_OLD_VALUE) : Set.of();
                    for (int seed = 1; seed <= seeds; seed++) {
                        all.add(new Testbed(scenario, Schemes.named(SCHEMES[j]), bugs, seed)
                                .run()
                                .latency());
                    }
                    double us = 1e6 / scenario.machine().clockHz();
                    mean[k][j] = all.getMean() * us;
                    max[k][j] = all.getMaxValue() * us;
                }
            }
            System.out.println(line(mean, max) + "  " + change);
        }
    }

    /** Means of one VM, means of two, the same of maxima; an asterisk where a mean is over 1.5, a maximum over 2 off. */
    private static String line(double[][] mean, double[][] max) {
        StringBuilder text = new StringBuilder();
        for (int k = 0; k < 2; k++) {
            for (int j = 0; j < 3; j++) {
                append(text, mean[k][j], MEAN[k][j], 1.5);
            }
            text.append(" |");
        }
        for (int k = 0; k < 2; k++) {
            for (int j = 0; j < 3; j++) {
                append(text, max[k][j], MAX[k][j], 2);
            }
            text.append(" |");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, double ours, double paper, double factor) {
        boolean off = ours > paper * factor || ours < paper / factor;
        text.append(String.format("%8.0f%s", ours, off ? "*" : " "));
    }
}
