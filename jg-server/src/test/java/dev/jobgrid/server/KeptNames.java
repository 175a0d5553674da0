package dev.jobgrid.server;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobState;
import dev.jobgrid.server.cli.Jg;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.H2Storage;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine;

/**
 * Names that are stored, published or configured: a store of yesterday, a dashboard or a script goes by them. Each is a line that
 * begins with what kind of name it is.
 */
final class KeptNames {
    /** Names in string constants that are known by their form. */
    private static final Map<String, Pattern> FORMS = Map.of(
            "metric", Pattern.compile("jobgrid(\\.[a-z]+)+(?<!\\.db)"),
            "label", Pattern.compile("dev\\.jobgrid(\\.[a-z-]+)+"),
            "event", Pattern.compile("(job|artifact|log|callback)\\.[a-z_]+"),
            "variable", Pattern.compile("(JUNGLE_?GRID|JOBGRID)_[A-Z_]+"));

    private final Set<String> lines = new TreeSet<>();

    private KeptNames() {}

    /**
     * All of them.
     *
     * @param classes of all modules that are the product's
     * @param constants names that only stand in string constants and have no form of their own: kind and name
     * @param folder for a database
     */
    static List<String> of(JavaClasses classes, Map<String, List<String>> constants, Path folder)
            throws IOException, SQLException {
        KeptNames names = new KeptNames();
        names.addJson("spec", JobSpec.class);
        names.addJson("state", JobState.class);
        names.addJson("event", JobEvent.class);
        names.addJson("instance", Instance.class);
        names.addTables(folder);
        names.addStores();
        names.addCommand("jg", new CommandLine(Jg.class));
        names.addConstants(classes, constants);
        return List.copyOf(names.lines);
    }

    /** The components of what is stored as JSON, by the way to them, and the constants of enums. */
    private void addJson(String path, Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            addJson(path, arguments[arguments.length - 1]);
        } else if (type instanceof Class<?> plain && plain.isRecord()) {
            for (RecordComponent component : plain.getRecordComponents()) {
                String below = path + "." + component.getName();
                lines.add("json " + below);
                addJson(below, component.getGenericType());
            }
        } else if (type instanceof Class<?> plain && plain.isEnum()) {
            lines.add("json " + path + " = "
                    + Arrays.stream(plain.getEnumConstants())
                            .map(constant -> ((Enum<?>) constant).name())
                            .toList());
        }
    }

    private void addTables(Path folder) throws SQLException {
        try (H2Storage storage = H2Storage.inMemory(folder);
                Connection connection = storage.connection();
                ResultSet columns = connection.getMetaData().getColumns(null, "public", "%", "%")) {
            while (columns.next()) {
                lines.add("column " + columns.getString("TABLE_NAME") + "." + columns.getString("COLUMN_NAME") + " "
                        + columns.getString("TYPE_NAME"));
            }
        }
    }

    /** The tags of jobgrid.store. */
    private void addStores() {
        for (Method store : Storage.class.getMethods()) {
            if (store.getReturnType().getName().startsWith("dev.jobgrid.spi")) {
                for (Method operation : store.getReturnType().getMethods()) {
                    lines.add("store " + store.getName() + " " + operation.getName());
                }
            }
        }
    }

    private void addCommand(String name, CommandLine command) {
        command.getCommandSpec()
                .options()
                .forEach(option -> lines.add("flag " + name + " " + String.join(", ", option.names())));
        command.getSubcommands().forEach((below, line) -> addCommand(name + " " + below, line));
    }

    private void addConstants(JavaClasses classes, Map<String, List<String>> told) throws IOException {
        Set<String> constants = new TreeSet<>();
        for (JavaClass type : classes) {
            try (InputStream bytes =
                    type.getSource().orElseThrow().getUri().toURL().openStream()) {
                constants.addAll(strings(new DataInputStream(bytes)));
            }
        }
        told.forEach((kind, names) -> names.stream().filter(constants::contains).forEach(name -> add(kind, name)));
        FORMS.forEach((kind, form) ->
                constants.stream().filter(text -> form.matcher(text).matches()).forEach(name -> add(kind, name)));
    }

    private void add(String kind, String name) {
        lines.add(kind + " " + name);
    }

    /** The string constants of a class file. */
    private static List<String> strings(DataInputStream file) throws IOException {
        file.skipNBytes(8);
        int count = file.readUnsignedShort();
        Map<Integer, String> texts = new HashMap<>();
        List<Integer> strings = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            int tag = file.readUnsignedByte();
            switch (tag) {
                case 1 -> texts.put(i, file.readUTF());
                case 8 -> strings.add(file.readUnsignedShort());
                case 7, 16, 19, 20 -> file.skipNBytes(2);
                case 15 -> file.skipNBytes(3);
                case 5, 6 -> {
                    file.skipNBytes(8);
                    i++; // they count twice
                }
                default -> file.skipNBytes(4);
            }
        }
        return strings.stream()
                .map(texts::get)
                .flatMap(text -> Optional.ofNullable(text).stream())
                .toList();
    }
}
