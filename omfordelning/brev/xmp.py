"""What WeasyPrint leaves out of the metadata of an archive PDF that is also to be accessible: PDF/UA-1.

WeasyPrint takes one variant at a time. The documents are made as PDF/A-3a; the PDF/UA identification is added here,
with the extension schema that PDF/A (ISO 19005-3, 6.6.2.3) demands for properties it does not know itself.
"""

from typing import Any

from .taggar import number_of

PDFUA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" \
xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
RDF_END = b"</rdf:RDF>"


def add_pdfua(pdf: Any) -> None:
    """Add the PDF/UA-1 identification to the metadata of a pydyf.PDF that is about to be written.

    Errors: `ValueError` when the metadata is not as expected, so that no letter silently loses its mark.
    """
    stream = pdf.objects[number_of(pdf.catalog["Metadata"])].stream
    if len(stream) != 1 or stream[0].count(RDF_END) != 1:
        raise ValueError("The PDF's metadata has another form than expected.")
    stream[0] = stream[0].replace(RDF_END, PDFUA + RDF_END)
