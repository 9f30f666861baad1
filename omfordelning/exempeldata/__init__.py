"""An invented, labelled country that is built through the commands themselves, around the day it is loaded."""
