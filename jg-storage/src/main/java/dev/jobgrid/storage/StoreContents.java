package dev.jobgrid.storage;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rows of a store at one moment.
 *
 * @param version of the tables
 * @param tables by their names, without those that each store keeps for itself
 */
public record StoreContents(String version, Map<String, Table> tables) {
    /** Copies the map. */
    public StoreContents {
        tables = Map.copyOf(tables);
    }

    /**
     * The rows of a table.
     *
     * @param rows their number, 0 or more
     * @param hash of all values, whatever the order of the rows: 64 hex digits
     */
    public record Table(long rows, String hash) {}

    /** The number of all rows. */
    public long rows() {
        return tables.values().stream().mapToLong(Table::rows).sum();
    }

    /** The differences to another store in words; empty if there are none. */
    public String differences(StoreContents other) {
        return new TreeMap<>(tables)
                .entrySet().stream()
                        .filter(table -> !table.getValue().equals(other.tables.get(table.getKey())))
                        .map(table -> table.getKey() + " has " + table.getValue() + " and "
                                + other.tables.get(table.getKey()))
                        .collect(Collectors.joining("; "));
    }
}
