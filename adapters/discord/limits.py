"""What Discord takes, in one table. The sources are pages of Discord's developer documentation.

Discord does not say in which unit it counts characters. Everything here is held to UTF-16 units, which are never fewer
than characters, so that what is measured as fitting fits either way.
"""

from __future__ import annotations

#: Create Message: ``content``.
CONTENT_UNITS = 2_000
#: Component Reference: all text displays of one message together.
LAYOUT_UNITS = 4_000
#: Component Reference: components of one message with IS_COMPONENTS_V2, nested ones included.
LAYOUT_COMPONENTS = 40
#: Component Reference: action rows of a message without that flag, and buttons in any row.
ROWS = 5
ROW_BUTTONS = 5
#: Component Reference: ``label`` and ``url`` of a button.
BUTTON_LABEL_UNITS = 80
BUTTON_ADDRESS_CHARACTERS = 512
#: Component Reference: ``custom_id`` of any component, and of a modal.
CUSTOM_ID_CHARACTERS = 100

#: Receiving and Responding, "Modal": title, and components.
MODAL_TITLE_UNITS = 45
MODAL_INPUTS = 5
#: Component Reference, "Label": its text, and the description under it.
LABEL_UNITS = 45
LABEL_ABOUT_UNITS = 100
#: Component Reference, "Text Input": value and placeholder.
INPUT_UNITS = 4_000
PLACEHOLDER_UNITS = 100
#: Component Reference, "String Select": options, and label and value of each.
SELECT_OPTIONS = 25
SELECT_UNITS = 100

#: Receiving and Responding, "Autocomplete": choices, and the value of each.
CHOICES = 25
CHOICE_UNITS = 100

#: Application Commands: in one scope by type; the options of one command and the commands of one group.
SLASH_COMMANDS = 100
MENU_COMMANDS = 15
OPTIONS = 25
#: Application Commands: names, descriptions and values of one command with all that is in it.
COMMAND_CHARACTERS = 8_000
ABOUT_CHARACTERS = 100
#: Application Commands: ``max_length`` of an option, and the whole numbers it takes (2 to the power of 53).
OPTION_CHARACTERS = 6_000
OPTION_WHOLE = 2**53 - 1

#: Rate Limits, "Global Rate Limit": 50 requests a second; we stay below, because other programs may share the token.
REQUESTS_PER_SECOND = 40
#: As many may arrive within one second, where the network has held some up.
REQUESTS_IN_A_SECOND = 48
#: Rate Limits, "Invalid Request Limit": 10,000 of 401, 403 and 429 in 10 minutes bar the address; we stop long before.
INVALID_REQUESTS = 1_000
INVALID_WINDOW_SECONDS = 10 * 60
#: Gateway, "Session Start Limit": 1,000 identifies a day, then the token is reset; we stop long before.
IDENTIFIES = 100
IDENTIFIES_AT_ONCE = 25
IDENTIFY_WINDOW_SECONDS = 24 * 60 * 60
#: With fewer session starts left than this the bot does not start.
SESSION_STARTS_LEFT = 100
