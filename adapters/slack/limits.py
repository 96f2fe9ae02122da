"""What Slack takes: numbers with their sources. Beyond them it refuses a message or a form as a whole.

Sources: SDK = the ``*_max_length`` of ``slack_sdk.models``; DOC = docs.slack.dev, "Block Kit" and the page of the
method. Slack does not say what it counts as a character, so we count UTF-16 units, of which no text has fewer than
characters of any other kind (:func:`adapters.slack.cutting.length`).
"""

from __future__ import annotations

#: Blocks of a message (DOC), and of a form or the home tab (DOC, SDK:views).
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
#: The ``text`` beside the blocks: what notifications and screen readers say (DOC:chat.postMessage, "best practice").
FALLBACK_CHARACTERS = 4_000
#: All text and addresses in the blocks of one message. Not documented: ``msg_blocks_too_long`` comes at about 13,200 in
#: slackapi/bolt-js#2509, and below 11,341 in #2867; if it comes all the same, the text is sent without blocks.
BLOCKS_CHARACTERS = 9_000
#: Title block (SDK:blocks.HeaderBlock).
HEADER_CHARACTERS = 150
#: One paragraph (SDK:blocks.SectionBlock); rich text has no documented limit of its own, so it keeps to the same.
PARAGRAPH_CHARACTERS = 3_000
#: Small print below (DOC:context block).
CONTEXT_CHARACTERS = 3_000
#: Buttons in a row (SDK:blocks.ActionsBlock), and of each its label, what it carries and where it leads (SDK:elements).
ROW_BUTTONS = 25
BUTTON_CHARACTERS = 75
VALUE_CHARACTERS = 2_000
ADDRESS_CHARACTERS = 3_000
#: Choices of a select, the label and the value of each (SDK:basic_components.Option).
CHOICES = 100
CHOICE_LABEL_CHARACTERS = 75
CHOICE_VALUE_CHARACTERS = 150
#: A form: title and buttons, what it carries, the label of a question, a typed answer (SDK:views; DOC:input).
TITLE_CHARACTERS = 24
METADATA_CHARACTERS = 3_000
LABEL_CHARACTERS = 2_000
ANSWER_CHARACTERS = 3_000
#: What a form says below a question that was refused. Not documented; ours are sentences.
PROBLEM_CHARACTERS = 300

#: An answer's address takes so many answers in so many seconds (DOC:interactivity, "response_url").
ADDRESS_USES = 5
ADDRESS_SECONDS = 30 * 60
#: A trigger opens one form within so many seconds (DOC:interactivity, "trigger_id").
TRIGGER_SECONDS = 3.0
#: An event or interaction has to be acknowledged in so many seconds (DOC:events-api).
ACKNOWLEDGE_SECONDS = 3.0
#: How old a signed request may be, before and after our own clock (DOC:verifying-requests).
SIGNATURE_SECONDS = 5 * 60
#: Posts in one channel (DOC:chat.postMessage, "Rate limiting").
SECONDS_BETWEEN_POSTS = 1.0
#: Posts in all channels of a workspace: "several hundred messages per minute" (DOC:chat.postMessage). So many may come
#: at once, and the others evenly, so that no minute has more than 300.
POSTS_AT_ONCE = 10
SECONDS_BETWEEN_ALL_POSTS = 60 / (300 - POSTS_AT_ONCE)
