"""Reports on themes as pages, files and charts: one meaning of every sentence, whatever it is written in.

blocks        what a page is made of: headings, tables, quotes, charts
words         figures, dates, fields and segments in words
notices       what limits a report
report_page, changes_page    what a page says, in order
markdown, html, csv, json    pages and tables as files
charts, drawing        Vega-Lite specifications, and those as SVG and PNG
"""
