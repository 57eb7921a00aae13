#!/usr/bin/env python3
"""Prints each forecast as a line of device, target, time, value, lower and upper bound.

    pip install 'kafka-python>=2.1'
    python3 forecasts.py broker:9092 forecasts
    kcat -b broker:9092 -t forecasts -u | python3 forecasts.py       # without the library: values from standard input
"""
import json
import sys


def rows(value):
    """The steps ahead of a forecast, of each target; readers pass over fields that they do not know."""
    forecast = json.loads(value)
    for target, of in forecast["targets"].items():
        widest = max(of["intervals"], key=lambda interval: interval["level"], default=None)
        for h, mean in enumerate(of["mean"]):
            lower, upper = (widest["lower"][h], widest["upper"][h]) if widest else (None, None)
            yield forecast["device"], target, forecast["at"][h], mean, lower, upper


def values(arguments):
    if not arguments:
        yield from (line for line in sys.stdin if line.strip())
        return
    from kafka import KafkaConsumer

    bootstrap, topic = arguments
    # What is committed alone: a forecast of a transaction that was given up is none.
    for record in KafkaConsumer(topic, bootstrap_servers=bootstrap, isolation_level="read_committed"):
        if record.value:
            yield record.value


if __name__ == "__main__":
    for value in values(sys.argv[1:]):
        for row in rows(value):
            print(*("" if field is None else field for field in row), sep="\t", flush=True)
