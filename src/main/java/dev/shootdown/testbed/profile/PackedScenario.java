package dev.shootdown.testbed.profile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A scenario as bytes, to be sent to another JVM of the same build, which has none of the files it was read from. What is
 * packed are the trees of these files and what was changed since; they are read there once more. To be unpacked only where
 * it comes from a JVM that is trusted as this one.
 */
public final class PackedScenario implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    private PackedScenario(byte[] bytes) {
        this.bytes = bytes;
    }

    private record File(String label, Node.Mapping top, TreeMap<String, Double> changes, double clockHz)
            implements Serializable {
        static File of(Facts facts) {
            Document document = facts.document();
            return new File(document.file(), document.top(), new TreeMap<>(document.overrides()), document.clockHz());
        }

        Document document() {
            return Document.of(label, top, changes, clockHz);
        }
    }

    private record Vm(String name, int vcpus, File workload, ArrayList<Integer> pcpus) implements Serializable {
        static Vm of(VmPlan plan) {
            return new Vm(plan.name(), plan.vcpus(), File.of(plan.workload().facts()), new ArrayList<>(plan.pcpus()));
        }

        VmPlan plan() {
            return new VmPlan(name, vcpus, Workload.read(workload.document()), pcpus);
        }
    }

    private record Plan(
            String name,
            File machine,
            ArrayList<Integer> pcpus,
            ArrayList<Vm> vms,
            long warmUp,
            long duration,
            File file,
            ArrayList<Fact> numbers,
            ArrayList<String> words)
            implements Serializable {}

    public static PackedScenario of(Scenario scenario) {
        Plan plan = new Plan(
                scenario.name(),
                File.of(scenario.machine().facts()),
                new ArrayList<>(scenario.pcpus()),
                new ArrayList<>(scenario.vms().stream().map(Vm::of).toList()),
                scenario.warmUp(),
                scenario.duration(),
                File.of(scenario.facts()),
                new ArrayList<>(scenario.facts().numbers()),
                new ArrayList<>(scenario.facts().words()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeObject(plan);
        } catch (IOException e) {
            throw new IllegalStateException("a scenario of values cannot be packed", e);
        }
        return new PackedScenario(bytes.toByteArray());
    }

    /** The scenario, equal in everything that decides a result. */
    public Scenario unpack() {
        Plan plan = plan();
        List<VmPlan> vms = plan.vms().stream().map(Vm::plan).toList();
        return new Scenario(
                plan.name(),
                MachineProfile.read(plan.machine().document()),
                plan.pcpus(),
                vms,
                plan.warmUp(),
                plan.duration(),
                new Facts(plan.file().document(), plan.numbers(), plan.words()));
    }

    private Plan plan() {
        try (ObjectInputStream in = new ObjectInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            return (Plan) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("a scenario packed by another build cannot be unpacked", e);
        }
    }
}
