package dev.jobgrid.routing;

/**
 * A place to run at, from wide to narrow, read from whatever name people and clouds give it: "us-east", "US East",
 * "us_east_1", "use1" and "eastus" lie in one another as one would expect. A name that is not understood is kept as it is,
 * and only lies in itself.
 *
 * @param continent "na", "eu", "ap", "sa", "me", "af"; empty if the name was not understood
 * @param country country code, empty if not told
 * @param area the part of it: "east", "northcentral", "tx"; all of the name if it was not understood
 * @param zone number and letter, "1" or "1a"; empty if not told
 */
public record Region(String continent, String country, String area, String zone) {
    /** No place at all: what an offer has that does not tell. */
    public static final Region NOWHERE = new Region("", "", "", "");

    /** Reads a name. Any text is accepted. */
    public static Region of(String name) {
        return RegionNames.read(name);
    }

    /** Whether the other place is this one or lies in it: "us-east" matches "us-east-1a", not the other way round. */
    public boolean matches(Region other) {
        if (continent.isEmpty()) {
            return equals(other);
        }
        return continent.equals(other.continent)
                && (country.isEmpty() || country.equals(other.country))
                && (area.isEmpty() || area.equals(other.area))
                && zoneMatches(other.zone);
    }

    // Zone "1" holds "1a" and "1b", not "10".
    private boolean zoneMatches(String other) {
        return zone.isEmpty()
                || other.equals(zone)
                || (other.startsWith(zone) && !Character.isDigit(other.charAt(zone.length())));
    }
}
