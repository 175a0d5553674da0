package dev.jobgrid.routing;

/**
 * A region, from wide to narrow, parsed from the names of people and clouds: "us-east", "US East", "us_east_1", "use1"
 * and "eastus" contain each other accordingly. An unknown name is kept as it is, and only matches itself.
 *
 * @param continent "na", "eu", "ap", "sa", "me", "af"; empty if the name is unknown
 * @param country country code, empty if missing
 * @param area the part of it: "east", "northcentral", "tx"; the whole name if it is unknown
 * @param zone number and letter, "1" or "1a"; empty if missing
 */
public record Region(String continent, String country, String area, String zone) {
    /** The region of an offer without one. */
    public static final Region NOWHERE = new Region("", "", "", "");

    /** Reads a name. Any text is accepted. */
    public static Region of(String name) {
        return RegionNames.read(name);
    }

    /** Whether the other region is this one or lies in it: "us-east" matches "us-east-1a", not the other way round. */
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
