package io.tidecast.record;

import io.tidecast.config.Parsers;

/** Serialization format of the forecasts topic: how many records a forecast is, and in what bytes. */
public enum ForecastFormat {
    /** One record a forecast, nested: what the tools of this application read. */
    JSON(false, "", "application/json"),
    /** One record of plain JSON for each target and step ahead. */
    FLAT_JSON(true, "", "application/json"),
    /** The same columns in Avro, in the wire format of a schema registry. */
    AVRO(true, "AVRO", "application/avro"),
    /** The same columns in JSON whose schema a registry has, in its wire format. */
    JSON_SCHEMA(true, "JSON", "application/json");

    private final boolean flat;
    private final String schemaType;
    private final String contentType;

    ForecastFormat(boolean flat, String schemaType, String contentType) {
        this.flat = flat;
        this.schemaType = schemaType;
        this.contentType = contentType;
    }

    /** The name in settings. */
    public String label() {
        return Parsers.name(this);
    }

    /** Whether a forecast is a record for each target and step ahead. */
    public boolean isFlat() {
        return flat;
    }

    /** Whether its records begin with the id that a registry has for their schema. */
    public boolean isRegistered() {
        return !schemaType.isEmpty();
    }

    /** What registries call the type of its schemas; empty if it is in none. */
    String schemaType() {
        return schemaType;
    }

    /** Media type of its values. */
    String contentType() {
        return contentType;
    }
}
