package dev.shootdown.trace;

import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind.Argument;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded schedule as text: a line for each step, a column for each vCPU and pCPU that takes part and one for the page
 * tables. A cell says how things stand there after a step that changed it; the actor's is marked. The last lines say which
 * invariant broke, where, and which shootdown should have prevented it.
 */
public final class Timeline {
    private static final int WIDEST = 40;

    private final List<String> headings = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private List<String> before = List.of();
    private Invariant broken;
    private String why = "";
    private final Changes changes = new Changes();

    private record Column(Argument kind, int number) {}

    private Timeline() {}

    /** Replays a recording and draws it. */
    public static Timeline of(Recording recording) {
        Timeline timeline = new Timeline();
        timeline.chooseColumns(recording);
        timeline.broken = Replay.run(recording, timeline::row);
        return timeline;
    }

    /** The invariant that broke, or null. */
    public Invariant broken() {
        return broken;
    }

    /** One sentence on where it is broken; empty when none is. */
    public String why() {
        return why;
    }

    private void chooseColumns(Recording recording) {
        Storyboard.named(recording, Argument.VCPU).forEach(v -> columns.add(new Column(Argument.VCPU, v)));
        Storyboard.named(recording, Argument.PCPU).forEach(p -> columns.add(new Column(Argument.PCPU, p)));
        headings.addAll(List.of("", "step"));
        columns.forEach(column -> headings.add(column.kind.show(column.number)));
        headings.add("page tables");
    }

    private void row(Machine machine, int number, long step, Invariant brokenHere) {
        List<String> after = new ArrayList<>();
        for (Column column : columns) {
            after.add(
                    column.kind == Argument.VCPU
                            ? Cells.ofVcpu(machine, column.number)
                            : Cells.ofPcpu(machine, column.number));
        }
        after.add(Cells.ofPageTables(machine));
        List<String> row = new ArrayList<>();
        row.add(number == 0 ? "" : Integer.toString(number));
        row.add(number == 0 ? "(first state)" : machine.show(step) + (brokenHere == null ? "" : "  <== breaks"));
        for (int k = 0; k < after.size(); k++) {
            boolean isActor = k < columns.size() && number > 0 && isActor(machine, step, columns.get(k));
            boolean changed = before.isEmpty() || !after.get(k).equals(before.get(k));
            row.add((isActor ? "> " : "  ") + (changed ? after.get(k) : isActor ? "." : ""));
        }
        rows.add(row);
        before = after;
        if (number > 0) {
            changes.at(machine, number, step);
        }
        if (brokenHere != null) {
            why = brokenHere.explain(machine);
        }
    }

    private static boolean isActor(Machine machine, long step, Column column) {
        return machine.kind(step).arguments().get(0) == column.kind && Step.a(step) == column.number;
    }

    /** The lines; each ends in a line feed. */
    @Override
    public String toString() {
        int[] widths = new int[headings.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = headings.get(c).length() + (c < 2 ? 0 : 2);
            for (List<String> row : rows) {
                widths[c] = Math.max(widths[c], Math.min(WIDEST, row.get(c).length()));
            }
        }
        StringBuilder text = new StringBuilder();
        List<String> top = new ArrayList<>(headings);
        for (int c = 2; c < top.size(); c++) {
            top.set(c, "  " + top.get(c));
        }
        append(text, top, widths);
        rows.forEach(row -> append(text, row, widths));
        if (broken != null) {
            text.append("\n")
                    .append(broken.label())
                    .append(" is broken: ")
                    .append(why)
                    .append(".\n");
            String change = changes.announcing(why);
            text.append(change).append(change.isEmpty() ? "" : "\n");
        } else {
            text.append("\nEvery invariant holds after the last step.\n");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String padding = " ".repeat(Math.max(0, widths[c] - cells.get(c).length()));
            line.append(c == 0 ? padding + cells.get(c) : cells.get(c) + padding)
                    .append("  ");
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
