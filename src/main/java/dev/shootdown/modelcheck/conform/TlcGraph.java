package dev.shootdown.modelcheck.conform;

import dev.shootdown.machine.State;
import dev.shootdown.machine.StepKind.Argument;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.OpDeclNode;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;
import tlc2.util.FP64;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.ModelValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.SimpleFilenameToStream;
import util.ToolIO;
import util.UniqueString;

/**
 * TLC's evaluator over one specification, without its search. TLC keeps much in static fields, so that an instance has to
 * be made in a class loader of its own: {@link TlcLoader}.
 */
final class TlcGraph implements SpecificationGraph {
    private final FastTool tool;
    private final Action[] actions;
    private final List<String> labels = new ArrayList<>();

    /** The numbers of the model values that are members of a domain: v1 is 0, v2 is 1, and so on. */
    private final Map<ModelValue, Integer> numbers = new HashMap<>();

    /** Called by reflection, in the other class loader. */
    TlcGraph(Path module, Path config, int[] sizes) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ToolIO.setMode(ToolIO.SYSTEM);
        ToolIO.out = new PrintStream(said, true, StandardCharsets.UTF_8);
        ToolIO.err = ToolIO.out;
        FP64.Init(0);
        String name = module.getFileName().toString().replaceFirst("\\.tla$", "");
        String folder = module.toAbsolutePath().getParent().toString();
        try {
            tool = new FastTool(
                    folder, name, config.toString().replaceFirst("\\.cfg$", ""), new SimpleFilenameToStream(folder));
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "TLC cannot read " + module + ": " + e.getMessage() + "\n" + said.toString(StandardCharsets.UTF_8),
                    e);
        }
        actions = tool.getActions();
        for (Action action : actions) {
            labels.add(label(action));
        }
        for (ModelValue value : ModelValue.mvs) {
            String text = value.toString();
            for (Argument argument : Argument.values()) {
                for (int k = 0; k < sizes[argument.ordinal()]; k++) {
                    if (argument.show(k).equals(text)) {
                        numbers.put(value, k);
                    }
                }
            }
        }
    }

    private static String label(Action action) {
        StringBuilder label = new StringBuilder(action.getOpDef().getName().toString()).append('(');
        FormalParamNode[] parameters = action.getOpDef().getParams();
        for (int k = 0; k < parameters.length; k++) {
            label.append(k == 0 ? "" : ", ").append(action.con.lookup(parameters[k]));
        }
        return label.append(')').toString();
    }

    @Override
    public List<String> variables() {
        List<String> names = new ArrayList<>();
        for (OpDeclNode variable : TLCState.vars) {
            names.add(variable.getName().toString());
        }
        return names;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public List<Object> initialStates() {
        StateVec found = tool.getInitStates();
        List<Object> states = new ArrayList<>();
        for (int k = 0; k < found.size(); k++) {
            found.elementAt(k).deepNormalize();
            states.add(found.elementAt(k));
        }
        return states;
    }

    @Override
    public void expand(Object state, Transitions to) {
        for (int k = 0; k < actions.length; k++) {
            StateVec next = tool.getNextStates(actions[k], (TLCState) state);
            for (int n = 0; n < next.size(); n++) {
                TLCState successor = next.elementAt(n);
                successor.deepNormalize();
                to.add(k, successor.fingerPrint(), successor);
            }
        }
    }

    @Override
    public List<Object> successors(int label, Object state) {
        StateVec next = tool.getNextStates(actions[label], (TLCState) state);
        List<Object> states = new ArrayList<>();
        for (int n = 0; n < next.size(); n++) {
            next.elementAt(n).deepNormalize();
            states.add(next.elementAt(n));
        }
        return states;
    }

    @Override
    public boolean holds(String invariant, Object state) {
        String[] names = tool.getInvNames();
        for (int k = 0; k < names.length; k++) {
            if (names[k].equals(invariant)) {
                return tool.isValid(tool.getInvariants()[k], (TLCState) state);
            }
        }
        throw new IllegalArgumentException("the configuration does not name " + invariant);
    }

    @Override
    public Object crossed(Object first, Object other, BitSet places, List<Variable> variables, int[] sizes) {
        TLCState state = ((TLCState) first).copy();
        int at = 0;
        for (Variable variable : variables) {
            int n = variable.places(sizes);
            int next = places.nextSetBit(at);
            if (next >= 0 && next < at + n) {
                UniqueString name = UniqueString.uniqueStringOf(variable.name());
                Crossing crossing = new Crossing(places, at, sizes, variable);
                state.bind(
                        name, crossing.value((Value) state.lookup(name), (Value) ((TLCState) other).lookup(name), 0));
            }
            at += n;
        }
        state.deepNormalize();
        return state;
    }

    /** Puts values of one state into those of another, going through the places of a variable in order. */
    private final class Crossing {
        private final BitSet places;
        private final int[] sizes;
        private final Variable variable;
        private int at;

        private Crossing(BitSet places, int at, int[] sizes, Variable variable) {
            this.places = places;
            this.at = at;
            this.sizes = sizes;
            this.variable = variable;
        }

        private Value value(Value ours, Value theirs, int depth) {
            if (depth == variable.domains().size()) {
                return places.get(at++) ? theirs : ours;
            }
            int n = sizes[variable.domains().get(depth).ordinal()];
            if (n == 0) {
                return ours;
            }
            FcnRcdValue function = (FcnRcdValue) ours.toFcnRcd();
            FcnRcdValue other = (FcnRcdValue) theirs.toFcnRcd();
            Value[] domain = new Value[n];
            Value[] values = new Value[n];
            int[] place = places(function, n);
            int[] placeOfOther = places(other, n);
            for (int k = 0; k < n; k++) {
                domain[k] = function.domain[place[k]];
                values[k] = value(function.values[place[k]], other.values[placeOfOther[k]], depth + 1);
            }
            return new FcnRcdValue(domain, values, false);
        }
    }

    /** Where a function has the arguments of each number. */
    private int[] places(FcnRcdValue function, int n) {
        int[] places = new int[n];
        for (int k = 0; k < n; k++) {
            places[numbers.get(function.domain[k])] = k;
        }
        return places;
    }

    @Override
    public long fingerprint(Object state) {
        return ((TLCState) state).fingerPrint();
    }

    @Override
    public int[] vector(Object state, List<Variable> variables, int[] sizes) {
        Vector vector = new Vector(sizes);
        for (Variable variable : variables) {
            Value value = (Value) ((TLCState) state).lookup(UniqueString.uniqueStringOf(variable.name()));
            vector.append(value, variable, 0);
        }
        return Arrays.copyOf(vector.values, vector.size);
    }

    private final class Vector {
        private final int[] sizes;
        private int[] values = new int[64];
        private int size;

        private Vector(int[] sizes) {
            this.sizes = sizes;
        }

        private void append(Value value, Variable variable, int depth) {
            if (depth == variable.domains().size()) {
                if (size == values.length) {
                    values = Arrays.copyOf(values, 2 * size);
                }
                values[size++] = number(value, variable);
                return;
            }
            int n = sizes[variable.domains().get(depth).ordinal()];
            FcnRcdValue function = n == 0 ? null : (FcnRcdValue) value.toFcnRcd();
            if (n > 0) {
                for (int place : places(function, n)) {
                    append(function.values[place], variable, depth + 1);
                }
            }
        }
    }

    private int number(Value value, Variable variable) {
        return switch (variable.type()) {
            case WORD -> variable.words().indexOf(((StringValue) value).val.toString());
            case BOOLEAN -> ((BoolValue) value).val ? 1 : 0;
            case REFERENCE -> numbers.getOrDefault(value, -1);
            case ENTRY -> entry(value);
            case SET -> {
                int bits = 0;
                SetEnumValue members = (SetEnumValue) value.toSetEnum();
                for (int k = 0; k < members.elems.size(); k++) {
                    bits |= 1 << numbers.get(members.elems.elementAt(k));
                }
                yield bits;
            }
        };
    }

    private int entry(Value value) {
        if (value instanceof ModelValue) {
            return State.NO_ENTRY;
        }
        TupleValue tuple = (TupleValue) value.toTuple();
        return State.entry(
                numbers.get(tuple.elems[0]),
                ((StringValue) tuple.elems[1]).val.toString().equals("rw"));
    }
}
