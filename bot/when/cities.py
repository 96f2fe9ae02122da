"""Cities that people name and the zone database does not, and abbreviations that name no one zone."""

from __future__ import annotations

from collections.abc import Mapping

_IN_ZONES = {
    "Africa/Johannesburg": "Cape Town, Durban, Pretoria",
    "Africa/Lagos": "Abuja",
    "America/Chicago": "Austin, Dallas, Houston, Minneapolis, New Orleans, San Antonio",
    "America/Denver": "Salt Lake City",
    "America/Edmonton": "Calgary",
    "America/Guayaquil": "Quito",
    "America/Los_Angeles": "Las Vegas, Palo Alto, Portland, San Diego, San Francisco, San Jose, Seattle",
    "America/Mexico_City": "Guadalajara",
    "America/New_York": "Atlanta, Boston, Miami, Philadelphia, Pittsburgh, Washington",
    "America/Sao_Paulo": "Brasília, Rio de Janeiro",
    "America/Toronto": "Ottawa, Quebec",
    "Asia/Dubai": "Abu Dhabi",
    "Asia/Ho_Chi_Minh": "Hanoi",
    "Asia/Jerusalem": "Haifa",
    "Asia/Karachi": "Islamabad, Lahore",
    "Asia/Kolkata": "Bangalore, Bengaluru, Chennai, Delhi, Hyderabad, Mumbai, New Delhi, Pune",
    "Asia/Qatar": "Doha",
    "Asia/Shanghai": "Beijing, Guangzhou, Shenzhen",
    "Asia/Tokyo": "Kyoto, Nagoya, Osaka",
    "Europe/Amsterdam": "Eindhoven, Rotterdam, The Hague, Utrecht",
    "Europe/Berlin": "Bonn, Cologne, Dresden, Düsseldorf, Frankfurt, Hamburg, Köln, Leipzig, Munich, München",
    "Europe/Brussels": "Antwerp, Ghent",
    "Europe/Istanbul": "Ankara, Izmir",
    "Europe/Kyiv": "Lviv, Odesa",
    "Europe/Lisbon": "Porto",
    "Europe/London": "Bristol, Cambridge, Cardiff, Edinburgh, Glasgow, Leeds, Manchester, Oxford",
    "Europe/Madrid": "Barcelona, Bilbao, Seville, Valencia",
    "Europe/Moscow": "Saint Petersburg, St Petersburg",
    "Europe/Paris": "Bordeaux, Lille, Lyon, Marseille, Nantes, Toulouse",
    "Europe/Rome": "Bologna, Florence, Milan, Naples, Turin, Venice",
    "Europe/Stockholm": "Gothenburg, Malmö",
    "Europe/Vienna": "Graz, Linz, Salzburg, Wien",
    "Europe/Warsaw": "Gdańsk, Kraków, Wrocław",
    "Europe/Zurich": "Basel, Bern, Geneva, Lausanne",
    "Pacific/Auckland": "Wellington",
}

#: The zone of each city that has no zone of its own name.
CITIES: Mapping[str, str] = {city: zone for zone, cities in _IN_ZONES.items() for city in cities.split(", ")}

_MEANT_BY = {
    "Athens": "eest eet",
    "Berlin": "cest cet mesz met mez",
    "Chicago": "cdt cst cst6cdt ct",
    "Denver": "mdt mst mst7mdt mt",
    "Honolulu": "hst",
    "Kolkata": "ist",
    "Lisbon": "west wet",
    "London": "bst",
    "Los Angeles": "pdt pst pst8pdt pt",
    "Moscow": "msk",
    "New York": "edt est est5edt et",
    "Sydney": "aedt aest ast",
    "Tokyo": "jst",
}

#: A city to name instead of each abbreviation: CST alone is the time of Chicago, of Havana and of Shanghai.
ABBREVIATIONS: Mapping[str, str] = {short: city for city, several in _MEANT_BY.items() for short in several.split()}
